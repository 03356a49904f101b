/** The address of the service: this page is next to the API, on a stage with a path too. */
export const baseUrl = new URL('.', document.baseURI).href;

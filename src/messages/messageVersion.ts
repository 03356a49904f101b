/** Raised with every field that the messages gain: `npm run docs` sees to it. */
export const MESSAGE_VERSION = 1;

/** What the service depends on throttles or can't be reached. The request may be repeated later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

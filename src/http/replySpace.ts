/**
 * Lambda carries 6,291,556 bytes of reply (Lambda guide, "Lambda quotas"); a hundred of the largest pets would be more. The
 * rest is for headers.
 */
export const MAX_REPLY_BYTES = 6_000_000;
/** What a page may take, as much as one of DynamoDB's: of small fields, more takes an engine and the function too long. */
const MAX_PAGE_BYTES = 1_000_000;

/**
 * Tells, item after item, whether one more fits into a reply's list. What counts is what Lambda sends: a JSON string with
 * the JSON text in it, so quotes and backslashes count twice. The first item always fits, so that every page gets
 * further; after the first that does not, none does.
 */
export function replySpace(maxBytes = MAX_PAGE_BYTES): (item: unknown) => boolean {
  let bytes = 0;
  let taken = 0;
  return (item) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(item)));
    return taken++ === 0 || bytes <= maxBytes;
  };
}

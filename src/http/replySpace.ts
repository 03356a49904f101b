/** Lambda carries 6 MB of reply (Lambda guide, "Lambda quotas"); a hundred of the largest pets would be more. */
const MAX_REPLY_BYTES = 5_000_000;

/**
 * Tells, item after item, whether one more fits into a reply's list. The first always does, so that every page gets
 * further; after the first that does not, none does.
 */
export function replySpace(): (item: unknown) => boolean {
  let bytes = 0;
  let taken = 0;
  return (item) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return taken++ === 0 || bytes <= MAX_REPLY_BYTES;
  };
}

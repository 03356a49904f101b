import { createHash } from 'node:crypto';
import { invalidParameter } from './problems.ts';

/**
 * A cursor is a position in a list: opaque to callers, and bound by a checksum to its list (the route and its filters),
 * so that one that was changed or carried elsewhere is refused. It grants nothing: anyone who may read the list may start
 * anywhere in it. That is why a checksum serves and no secret is needed.
 */
const CHECKSUM_BYTES = 12;

const checksum = (list: string, position: string): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([list, position]))
    .digest()
    .subarray(0, CHECKSUM_BYTES);

export function encodeCursor(list: string, position: string): string {
  return Buffer.concat([checksum(list, position), Buffer.from(position)]).toString('base64url');
}

/**
 * The position in a cursor of the same list, in the form of that list's positions: someone who makes up a cursor can make a
 * checksum too. Throws the 400 for any other text.
 */
export function decodeCursor(list: string, cursor: string, form: RegExp): string {
  const position = Buffer.from(cursor, 'base64url').subarray(CHECKSUM_BYTES).toString();
  // Encoding again also refuses other spellings of the same bytes.
  if (encodeCursor(list, position) !== cursor || !form.test(position)) {
    throw invalidParameter('/query/cursor', 'must be a nextCursor of the same list with the same filters');
  }
  return position;
}

import { ulid } from 'ulid';

/**
 * A ULID of a time (milliseconds since 1970), by default of now. Its random part is drawn at once: left to itself, the
 * package asks the system for each of the sixteen letters, which takes ten times as long.
 */
export function newUlid(time = Date.now()): string {
  const random = crypto.getRandomValues(new Uint8Array(RANDOM_LETTERS));
  let drawn = 0;
  return ulid(time, () => random[drawn++]! / 256);
}

const RANDOM_LETTERS = 16;

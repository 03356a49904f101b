const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Whether a text is a ULID in its canonical form (26 letters of Crockford's Base32, 128 bits). */
export const isUlid = (text: string): boolean =>
  text.length === 26 && text[0]! <= '7' && [...text].every((letter) => LETTERS.includes(letter));

/** The time in a ULID's first ten letters, ISO 8601 with milliseconds. */
export function timeOfUlid(ulid: string): string {
  let ms = 0;
  for (const letter of ulid.slice(0, 10)) ms = ms * 32 + LETTERS.indexOf(letter);
  return new Date(ms).toISOString();
}

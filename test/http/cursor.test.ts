import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '../../src/http/encodeCursor.ts';
import { Problem } from '../../src/http/problems.ts';

const LIST = '/pets?type=dog';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const position = fc.oneof(
  fc.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

/** One step away from a cursor: a character changed, left out, put in, or doubled; a piece; other spellings. */
const mutation = (cursor: string): fc.Arbitrary<string> => {
  const place = fc.nat({ max: cursor.length - 1 });
  const at = (index: number, count: number, text: string) =>
    cursor.slice(0, index) + text + cursor.slice(index + count);
  return fc.oneof(
    fc.tuple(place, fc.constantFrom(...BASE64URL)).map(([index, letter]) => at(index, 1, letter)),
    place.map((index) => at(index, 1, '')),
    fc
      .tuple(place, fc.constantFrom(...BASE64URL, '=', ' ', '%', '+', '/', '\u0000', 'é'))
      .map(([index, letter]) => at(index, 0, letter)),
    place.map((index) => at(index, 1, cursor[index]!.repeat(2))),
    place.map((index) => cursor.slice(0, index)),
    place.map((index) => cursor.slice(index)),
    fc.constantFrom(
      `${cursor}=`,
      `${cursor}==`,
      `${cursor}\n`,
      ` ${cursor}`,
      cursor.toLowerCase(),
      cursor.toUpperCase(),
      cursor + cursor,
    ),
    fc.string({ unit: 'binary', maxLength: 80 }),
  );
};

/** The form of a position, where the test is not about it. */
const ANY = /(?:)/;

test('a cursor leads back to its position', () => {
  fc.assert(
    fc.property(position, (text) => {
      expect(decodeCursor(LIST, encodeCursor(LIST, text), ANY)).toBe(text);
    }),
  );
});

test('10,000 changed cursors are refused', () => {
  const changed = position
    .map((text) => encodeCursor(LIST, text))
    .chain((cursor) => fc.tuple(fc.constant(cursor), mutation(cursor)));
  let refused = 0;
  fc.assert(
    fc.property(changed, ([cursor, other]) => {
      fc.pre(other !== cursor);
      expect(() => decodeCursor(LIST, other, ANY)).toThrow(Problem);
      refused++;
    }),
    { numRuns: 10_000, seed: 7 },
  );
  expect(refused).toBe(10_000);
});

test('a cursor of another list is refused', () => {
  fc.assert(
    fc.property(
      position,
      fc.constantFrom('/pets?', '/pets?type=cat', '/pets?type=dog&', '/events?type=dog'),
      (text, list) => {
        expect(() => decodeCursor(list, encodeCursor(LIST, text), ANY)).toThrow(Problem);
      },
    ),
  );
});

test('a cursor of another position than the list has is refused, though its checksum is right', () => {
  expect(decodeCursor(LIST, encodeCursor(LIST, '12'), /^\d+$/)).toBe('12');
  for (const made of ['', '12x', "' OR 1"]) {
    expect(() => decodeCursor(LIST, encodeCursor(LIST, made), /^\d+$/)).toThrow(Problem);
  }
});

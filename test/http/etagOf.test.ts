import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIfMatch, parseIfNoneMatch } from '../../src/http/etagOf.ts';

const versions = Array.from({ length: 20 }, (_, n) => n + 1);
const matched = (header: string) => versions.filter(parseIfMatch(header)!);
const had = (header: string) => versions.filter((version) => parseIfNoneMatch(header)(`"${version}"`));

test.each([
  ['"1"', [1], [1]],
  ['"12"', [12], [12]],
  ['"1",,"2"', [1, 2], [1, 2]],
  [', "1"', [1], [1]],
  ['"1" ,', [1], [1]],
  [' ,\t, "3"  ,"4",, ', [3, 4], [3, 4]],
  ['W/"1"', [], [1]],
  ['W/"1", "2"', [2], [1, 2]],
  ['"a,b", "1"', [1], [1]],
  ['"1,2"', [], []],
  ['"\\", "3"', [3], [3]],
  ['"\u00eb","3"', [3], [3]],
  ['""', [], []],
  [' * ', versions, versions],
  [`${' '.repeat(4_000)}"5"${','.repeat(4_000)}`, [5], [5]],
])('%j', (header, strong, weak) => {
  expect(matched(header)).toEqual(strong);
  expect(had(header)).toEqual(weak);
});

test.each([
  '',
  ' ',
  ',',
  ', ,',
  '1',
  '"1',
  '1"',
  '"1""2"',
  '"1" "2"',
  '*, *',
  '*,"1"',
  '"1", *',
  'w/"1"',
  'W/ "1"',
  "'1'",
])('%j is refused', (header) => {
  expect(() => parseIfMatch(header)).toThrow('/headers/if-match');
  expect(() => parseIfNoneMatch(header)).toThrow('/headers/if-none-match');
});

test('a list means the same whatever blanks and empty elements are in it', () => {
  const filler = fc.stringMatching(/^[ \t]*(,[ \t]*)*$/);
  fc.assert(
    fc.property(fc.uniqueArray(fc.constantFrom(...versions), { minLength: 1 }), filler, (wanted, blanks) => {
      const header = wanted.map((version) => `${blanks}"${version}"`).join(',') + blanks;
      expect(matched(header)).toEqual(versions.filter((version) => wanted.includes(version)));
    }),
  );
});

test('a hostile header takes no time', () => {
  const start = performance.now();
  for (const piece of [' ', '\t,', '"', '",', 'W/"', '"1" ', ' ,'])
    expect(() => parseIfMatch(`${piece.repeat(10_000 / piece.length)}!`)).toThrow();
  expect(performance.now() - start).toBeLessThan(1_000);
});

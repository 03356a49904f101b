import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from './json.ts';
import { isPortable, isTooLarge, wrongMembers } from './petRules.ts';

test.each<[JsonObject, string[]]>([
  [{}, []],
  [{ name: '' }, ['name']],
  [{ name: '\u{1f415}'.repeat(200), type: 'x'.repeat(100) }, []],
  [{ name: 'x'.repeat(201), type: 'x'.repeat(101) }, ['name', 'type']],
  [{ type: 7, breed: 7, notes: ['x'] }, ['type', 'breed', 'notes']],
  [{ birthDate: '2024-02-29' }, []],
  [{ birthDate: '2023-02-29' }, ['birthDate']],
  [{ birthDate: '2023-2-9' }, ['birthDate']],
  [{ weightKg: 0 }, ['weightKg']],
  [{ weightKg: 0.001, status: 'sold' }, []],
  [{ weightKg: '1', status: 'lost' }, ['weightKg', 'status']],
  [{ tags: Array(50).fill('x'), photoUrls: [] }, []],
  [{ tags: Array(51).fill('x'), photoUrls: [1] }, ['tags', 'photoUrls']],
  [{ anything: { else: [null] } }, []],
])('a pet with %j: wrong are %j', (members, wrong) => {
  expect(wrongMembers({ name: 'Fido', type: 'dog', ...members })).toEqual(wrong);
});

test('a pet needs a name and a type', () => {
  expect(wrongMembers({})).toEqual(['name', 'type']);
});

const nested = (levels: number): JsonValue => (levels === 1 ? [] : [nested(levels - 1)]);

test.each<[string, JsonValue, boolean]>([
  ['the greatest number', 2 ** 53 - 1, true],
  ['a number past it', 2 ** 53, false],
  ['1e400', JSON.parse('1e400'), false],
  ['the least number', -1e-130, true],
  ['a number below it', 1e-131, false],
  ['16 levels', nested(16), true],
  ['17 levels', nested(17), false],
  ['a lone surrogate', ['\ud800'], false],
  ['a lone surrogate in a key', { '\udfff': 1 }, false],
  ['__proto__', JSON.parse('{"a":[{"__proto__":1}]}'), false],
  ['constructor', { constructor: 1 }, false],
  ['null, true and text', { a: [null, true, '\u{1f415}'] }, true],
])('%s', (_, value, portable) => {
  expect(isPortable(value)).toBe(portable);
});

test('64 KiB are the most, counted in bytes', () => {
  const pet = (letter: string, count: number) => ({ n: letter.repeat(count) });
  expect(isTooLarge(pet('x', 65_528))).toBe(false);
  expect(isTooLarge(pet('x', 65_529))).toBe(true);
  expect(isTooLarge(pet('é', 32_765))).toBe(true);
});

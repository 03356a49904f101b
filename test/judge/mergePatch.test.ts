import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameJson, type JsonObject, type JsonValue } from './json.ts';
import { mergePatch, smallestPatch } from './mergePatch.ts';

// RFC 7396, appendix A.
test.each<[JsonValue, JsonValue, JsonValue]>([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j with %j is %j', (target, patch, result) => {
  expect(mergePatch(target, patch)).toEqual(result);
});

const keys = fc.constantFrom('a', 'b', 'c', '__proto__');
const pet: fc.Arbitrary<JsonObject> = fc
  .letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.integer(), fc.string(), fc.array(fc.integer()), tie('object')),
    object: fc.dictionary(keys, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  }))
  .object.map((object) => object);

test('the smallest patch leads from one to the other, and is empty only where they are the same', () => {
  fc.assert(
    fc.property(pet, pet, (before, after) => {
      const patch = smallestPatch(before, after);
      expect(isSameJson(mergePatch(before, patch), after)).toBe(true);
      expect(Object.keys(patch).length === 0).toBe(isSameJson(before, after));
    }),
  );
});

test('no member of the smallest patch can be left out', () => {
  fc.assert(
    fc.property(pet, pet, (before, after) => {
      const patch = smallestPatch(before, after);
      for (const name of Object.keys(patch)) {
        const less = Object.fromEntries(Object.entries(patch).filter(([other]) => other !== name));
        expect(isSameJson(mergePatch(before, less), after)).toBe(false);
      }
    }),
  );
});

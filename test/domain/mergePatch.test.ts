import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject, type JsonObject, type JsonValue } from '../../src/domain/jsonValue.ts';
import { changesBetween, mergeObjects, mergePatch } from '../../src/domain/mergePatch.ts';
import { jsonObject } from '../support/arbitraries.ts';

describe('mergePatch', () => {
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
    // Not in the appendix: what a patch does not name stays, at any depth.
    [{ a: { b: 1, c: { d: 2, e: 3 } } }, { a: { c: { d: 4 } } }, { a: { b: 1, c: { d: 4, e: 3 } } }],
  ])('%j patched with %j is %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  test('a hostile key stays an own key and changes no prototype', () => {
    const merged = mergeObjects({}, JSON.parse('{"__proto__": {"polluted": true}}'));
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect('polluted' in merged).toBe(false);
  });
});

describe('changesBetween', () => {
  const withoutNulls = (value: JsonObject): JsonObject => mergeObjects({}, value);

  test('applied to before, it gives after', () => {
    fc.assert(
      fc.property(jsonObject.map(withoutNulls), jsonObject.map(withoutNulls), (before, after) => {
        const original = structuredClone(before);
        expect(mergePatch(before, changesBetween(before, after))).toEqual(after);
        expect(before).toEqual(original);
      }),
    );
  });

  test('it is empty exactly where nothing changes', () => {
    fc.assert(
      fc.property(jsonObject.map(withoutNulls), jsonObject, (before, patch) => {
        const after = mergeObjects(before, patch);
        const changes = changesBetween(before, after);
        expect(Object.keys(changes).length === 0).toBe(
          JSON.stringify(sorted(before)) === JSON.stringify(sorted(after)),
        );
        expect(changesBetween(before, before)).toEqual({});
      }),
    );
  });
});

function sorted(value: JsonValue): JsonValue {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key]!)]),
  );
}

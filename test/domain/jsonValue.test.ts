import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonValue, sameJson } from '../../src/domain/jsonValue.ts';
import { jsonObject } from '../support/arbitraries.ts';

test.each<[JsonValue, JsonValue]>([
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: { b: 1 } }, { a: { b: 1, c: null } }],
  [{}, { a: null }],
  [[1], [1, 2]],
  [[], [null]],
  [{ a: [] }, { a: {} }],
  [null, {}],
  [1, '1'],
  [0, false],
])('%j and %j differ, whichever comes first', (a, b) => {
  expect(sameJson(a, b)).toBe(false);
  expect(sameJson(b, a)).toBe(false);
});

test('the order of members does not matter, and -0 is 0', () => {
  expect(sameJson({ a: 1, b: [{ c: 0, d: null }] }, { b: [{ d: null, c: -0 }], a: 1 })).toBe(true);
});

test('a value is the same as its copy, and as no other', () => {
  fc.assert(
    fc.property(jsonObject, jsonObject, (value, member) => {
      expect(sameJson(value, structuredClone(value))).toBe(true);
      expect(sameJson(value, { ...value, 'another member': member })).toBe(false);
    }),
  );
});

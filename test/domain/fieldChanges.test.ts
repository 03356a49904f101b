import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldChanges, fieldsOf } from '../../src/domain/fieldChanges.ts';
import { sameJson } from '../../src/domain/jsonValue.ts';
import { jsonObject } from '../support/arbitraries.ts';

test('each field that changed is named once, with what it was and what it is', () => {
  const before = { name: 'Fido', tags: ['a'], address: { city: 'Bonn', zip: 1 }, more: {}, breed: 'Pug' };
  const after = { name: 'Rex', tags: ['a', 'b'], address: { city: 'Bonn', 'a/b': true }, more: {}, color: null };
  expect(fieldChanges(before, after)).toEqual([
    { pointer: '/address/a~1b', after: true },
    { pointer: '/address/zip', before: 1 },
    { pointer: '/breed', before: 'Pug' },
    { pointer: '/color', after: null },
    { pointer: '/name', before: 'Fido', after: 'Rex' },
    { pointer: '/tags', before: ['a'], after: ['a', 'b'] },
  ]);
});

test('a creation sets every field, a deletion takes every one away', () => {
  const pet = { name: 'Fido', address: { city: 'Bonn' } };
  expect(fieldChanges(null, pet)).toEqual([
    { pointer: '/address/city', after: 'Bonn' },
    { pointer: '/name', after: 'Fido' },
  ]);
  expect(fieldChanges(pet, null)).toEqual([
    { pointer: '/address/city', before: 'Bonn' },
    { pointer: '/name', before: 'Fido' },
  ]);
  expect(fieldChanges(null, null)).toEqual([]);
});

test('applied to the fields before, the changes give the fields after', () => {
  fc.assert(
    fc.property(jsonObject, jsonObject, (before, after) => {
      const fields = fieldsOf(before);
      for (const { pointer, ...change } of fieldChanges(before, after)) {
        expect(fields.get(pointer)).toEqual(change.before);
        if (change.after === undefined) fields.delete(pointer);
        else fields.set(pointer, change.after);
      }
      expect(sameJson(Object.fromEntries(fields), Object.fromEntries(fieldsOf(after)))).toBe(true);
    }),
  );
});

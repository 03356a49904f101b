import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, type PetState } from '../../src/domain/decide.ts';
import { fieldChanges, fieldsOf } from '../../src/domain/fieldChanges.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { MAX_POINTER_BYTES, pointerBytes } from '../../src/domain/pointerBytes.ts';
import { jsonObject } from '../support/arbitraries.ts';
import { below } from '../support/below.ts';

const pointersOf = (state: JsonObject) => [...fieldsOf(state).keys()];
const bytesOf = (pointers: string[]) =>
  pointers.reduce((sum, pointer) => sum + Buffer.byteLength(JSON.stringify(pointer)) - 2, 0);

test('it is what the pointers to all fields take', () => {
  const anyObject = fc.oneof(
    jsonObject,
    fc.dictionary(fc.string({ unit: 'binary' }), fc.dictionary(fc.string(), fc.integer())),
  );
  fc.assert(
    fc.property(anyObject, (state) => {
      expect(pointerBytes(state)).toBe(bytesOf(pointersOf(state)));
    }),
  );
});

const live: PetState = { status: 'live', held: [], pet: { name: 'Fido', type: 'dog' } };

test.each([
  ['fourteen names of 200 letters over 2,300 fields', below(14, 200, 2_300), false],
  ['a few fewer', below(14, 200, 90), true],
  ['one name over many fields', below(1, 100, 2_400), true],
  ['many fields', below(0, 0, 6_000), true],
  ['names that JSON escapes', below(3, 200, 60), true],
  ['names that JSON escapes, and many', { name: 'a', type: 'b', ['"'.repeat(2_000)]: below(0, 0, 100) }, false],
])('%s', (_, attributes, accepted) => {
  for (const decision of [
    decide({ type: 'CreatePet', attributes }, { status: 'none' }),
    decide({ type: 'UpdatePet', patch: attributes }, live),
    decide({ type: 'RestorePet', pet: attributes as { name: string; type: string } }, live),
  ]) {
    expect(decision.accepted).toBe(accepted);
    if (!decision.accepted) expect(decision.refusal).toEqual({ reason: 'pointers-too-long' });
  }
});

test('of a state that was stored before, the members are the fields: what changed is still said', () => {
  const hostile = below(14, 200, 2_300);
  const [key] = Object.keys(hostile).slice(2);
  const changed = { ...hostile, name: 'Rex' };
  expect(fieldChanges(hostile, changed)).toEqual([{ pointer: '/name', before: 'Fido', after: 'Rex' }]);
  expect(fieldChanges(hostile, { name: 'Fido', type: 'dog', [key!]: {} })).toEqual([
    { pointer: `/${key}`, before: hostile[key!], after: {} },
  ]);
  expect(bytesOf(pointersOf(hostile))).toBeLessThan(MAX_POINTER_BYTES);
});

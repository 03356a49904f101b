import fc from 'fast-check';
import type { PetCommand } from '../../src/domain/decide.ts';
import type { JsonObject, JsonValue } from '../../src/domain/jsonValue.ts';

/** Keys few enough that patches meet what earlier ones left. */
const key = fc.constantFrom(
  'name',
  'type',
  'breed',
  'tags',
  'address',
  'city',
  'zip',
  'weightKg',
  'notes',
  'größe',
  'a/b~c',
);
const scalar = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((n) => (Math.abs(n) < 1e-130 ? 0 : n)),
  fc.boolean(),
);

/** Portable JSON of a few levels; nulls only where a merge patch may have them. */
export const jsonValue: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(key, fc.oneof(tie('value'), fc.constant(null)), { maxKeys: 4, noNullPrototype: true }),
})).value;

export const jsonObject: fc.Arbitrary<JsonObject> = fc.dictionary(key, fc.oneof(jsonValue, fc.constant(null)), {
  maxKeys: 5,
  noNullPrototype: true,
});

/** Attributes that make a valid pet, with a few keys of the caller's own. */
export const petAttributes: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      type: fc.constantFrom('dog', 'cat', 'rabbit'),
      breed: fc.string({ maxLength: 10 }),
      weightKg: fc.double({ min: 0.001, max: 500, noNaN: true }),
      status: fc.constantFrom('available', 'pending', 'adopted', 'sold'),
      tags: fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
      address: fc.record({ city: fc.string({ maxLength: 8 }), zip: fc.integer() }, { requiredKeys: [] }),
      vaccinated: fc.boolean(),
    },
    { requiredKeys: ['name', 'type'], noNullPrototype: true },
  )
  .map((pet) => pet as JsonObject);

/** Any patch of such a pet: some are refused, some change nothing. */
export const petPatch: fc.Arbitrary<JsonObject> = fc.oneof(
  petAttributes.map(({ name, type, ...rest }) => rest),
  petAttributes,
  fc.dictionary(fc.constantFrom('breed', 'address', 'tags', 'vaccinated', 'name'), fc.constant(null), {
    maxKeys: 2,
    noNullPrototype: true,
  }) as fc.Arbitrary<JsonObject>,
  fc.constant({}),
);

export const petCommand: fc.Arbitrary<PetCommand> = fc.oneof(
  { weight: 2, arbitrary: petAttributes.map((attributes) => ({ type: 'CreatePet', attributes }) as const) },
  { weight: 6, arbitrary: petPatch.map((patch) => ({ type: 'UpdatePet', patch }) as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'DeletePet' } as const) },
);

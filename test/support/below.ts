import type { JsonObject } from '../../src/domain/jsonValue.ts';

/** A pet with as many fields, below names that are nested so many levels deep. */
export const below = (levels: number, letters: number, fields: number): JsonObject => {
  let inner: JsonObject = Object.fromEntries(Array.from({ length: fields }, (_, n) => [`f${n}`, 0]));
  for (let level = 0; level < levels; level++) inner = { ['k'.repeat(letters)]: inner };
  return { name: 'Fido', type: 'dog', ...inner };
};

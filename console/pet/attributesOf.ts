import type { JsonObject } from '../../src/domain/jsonValue.ts';

const SERVER_OWNED = new Set(['petId', 'version', 'createdAt', 'updatedAt']);

/** The attributes of a pet, without the members that the service sets. */
export function attributesOf(pet: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(pet).filter(([name]) => !SERVER_OWNED.has(name)));
}

import { isObject, type JsonObject, type JsonValue, sameJson } from './jsonValue.ts';
import { changesBetween, mergeObjects } from './mergePatch.ts';
import { KNOWN_ATTRIBUTES, PERSONAL_ATTRIBUTES, type PetAttributes } from './pet.ts';

/** All attributes that the schema does not know, together: one by one, many small ones would outgrow a stored item. */
export const OTHER = 'other';

/** What can be erased of a pet, by the names that the API and the events have for it. */
export const PERSONAL_NAMES = [...PERSONAL_ATTRIBUTES, OTHER] as const;
export type PersonalName = (typeof PERSONAL_NAMES)[number];

/** Personal values by their names. */
export type PersonalValues = { [Name in PersonalName]?: JsonValue };

/** The changes of a pet: a merge patch (RFC 7396) of what is not personal, and every changed personal value as a whole. */
export type PetChanges = JsonObject & { $personal?: PersonalValues };

/** The two parts of a pet's attributes. */
export interface PetParts {
  plain: JsonObject;
  personal: PersonalValues;
}

export function splitPersonal(attributes: JsonObject): PetParts {
  const plain = new Map<string, JsonValue>();
  const personal = new Map<PersonalName, JsonValue>();
  const other = new Map<string, JsonValue>();
  for (const [key, value] of Object.entries(attributes)) {
    const name = PERSONAL_ATTRIBUTES.find((attribute) => attribute === key);
    if (name) personal.set(name, value);
    else (KNOWN_ATTRIBUTES.has(key) ? plain : other).set(key, value);
  }
  if (other.size > 0) personal.set(OTHER, Object.fromEntries(other));
  return { plain: Object.fromEntries(plain), personal: Object.fromEntries(personal) };
}

/** The attributes of both parts again. */
export function joinPersonal({ plain, personal }: PetParts): JsonObject {
  const { [OTHER]: other, ...named } = personal;
  return Object.fromEntries([
    ...Object.entries(plain),
    ...Object.entries(named),
    ...Object.entries(other ?? {}),
  ]) as JsonObject;
}

/** A pet's attributes without the personal ones of these names. */
export function withoutPersonal(pet: PetAttributes, names: readonly string[] = PERSONAL_NAMES): PetAttributes {
  const { plain, personal } = splitPersonal(pet);
  const kept = Object.entries(personal).filter(([name]) => !names.includes(name));
  return joinPersonal({ plain, personal: Object.fromEntries(kept) }) as PetAttributes;
}

/** The smallest changes that turn `before` into `after`; `{}` where they are equal. */
export function petChangesBetween(before: PetAttributes, after: PetAttributes): PetChanges {
  const [old, now] = [splitPersonal(before), splitPersonal(after)];
  const changed = PERSONAL_NAMES.filter((name) => !sameJson(old.personal[name], now.personal[name]));
  const personal = Object.fromEntries(changed.map((name) => [name, now.personal[name] ?? null]));
  return { ...changesBetween(old.plain, now.plain), ...(changed.length > 0 && { $personal: personal }) };
}

/** A pet with its changes made. */
export function withPetChanges(pet: PetAttributes, { $personal, ...patch }: PetChanges): PetAttributes {
  const patched = mergeObjects(pet, patch);
  if (!$personal) return patched as PetAttributes;
  const { plain, personal } = splitPersonal(patched);
  const values = Object.entries({ ...personal, ...$personal }).filter(([, value]) => value !== null);
  return joinPersonal({ plain, personal: Object.fromEntries(values) }) as PetAttributes;
}

/**
 * Changes as people and other teams read them: one merge patch. Of the attributes that the schema does not know it has
 * those that are there after the change, as one value replaced them all.
 */
export function mergePatchOf({ $personal = {}, ...patch }: PetChanges): JsonObject {
  const { [OTHER]: other, ...named } = $personal;
  return { ...patch, ...named, ...(isObject(other) && other) } as JsonObject;
}

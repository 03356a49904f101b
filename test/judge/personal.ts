import { isObject, isSameJson, type JsonObject, type JsonValue } from './json.ts';
import { smallestPatch } from './mergePatch.ts';

/** Personal attributes; those that no schema knows are so too, together by the name `other`. */
const PERSONAL = ['ownerId', 'microchipId', 'notes', 'photoUrls'];
const PLAIN = ['name', 'type', 'breed', 'color', 'sex', 'birthDate', 'weightKg', 'tags', 'status'];

const membersOf = (attributes: JsonObject, wanted: (key: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(attributes).filter(([key]) => wanted(key)));

export const plainOf = (pet: JsonObject): JsonObject => membersOf(pet, (key) => PLAIN.includes(key));

/** Personal values by their names. */
export function personalOf(pet: JsonObject): JsonObject {
  const other = membersOf(pet, (key) => !PLAIN.includes(key) && !PERSONAL.includes(key));
  const named = membersOf(pet, (key) => PERSONAL.includes(key));
  return Object.keys(other).length > 0 ? { ...named, other } : named;
}

/** A pet of its two parts; null is none. */
export function petOf(plain: JsonObject, personal: JsonObject): JsonObject {
  const { other, ...named } = membersOf(personal, (name) => personal[name] !== null);
  return { ...plain, ...named, ...(isObject(other) && other) };
}

/** What a change says: a patch of what is not personal, and personal values as a whole. */
export function changesOf(before: JsonObject, after: JsonObject): JsonObject {
  const [old, now] = [personalOf(before), personalOf(after)];
  const changed = [...PERSONAL, 'other'].filter((name) => !isSameJson(old[name], now[name]));
  const $personal = Object.fromEntries(changed.map((name) => [name, now[name] ?? null]));
  return { ...smallestPatch(plainOf(before), plainOf(after)), ...(changed.length > 0 && { $personal }) };
}

/** Stored attributes with the values that stand beside them, those that are there. */
export function opened(attributes: JsonObject, beside: JsonObject): { plain: JsonObject; personal: JsonObject } {
  const { $personal = {}, ...plain } = attributes;
  const values = Object.entries($personal as JsonObject).flatMap(([name, c]): [string, JsonValue][] => {
    if (c === null) return [[name, null]];
    const entry = beside[String(c)];
    return isObject(entry) ? [[name, entry.value!]] : [];
  });
  return { plain, personal: Object.fromEntries(values) };
}

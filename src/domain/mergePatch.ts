import { isObject, type JsonObject, type JsonValue, sameJson } from './jsonValue.ts';

/**
 * JSON Merge Patch (RFC 7396): null removes a member, objects merge, anything else replaces. Neither argument is changed.
 * The entries are rebuilt rather than assigned, so that no key can reach a prototype.
 */
export function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/** `mergePatch` of two objects, whose result is an object too. */
export function mergeObjects(target: JsonObject, patch: JsonObject): JsonObject {
  return mergePatch(target, patch) as JsonObject;
}

/**
 * The smallest merge patch that turns `before` into `after`; `{}` where they are equal.
 * Neither may hold a null member outside arrays: a merge patch cannot set one.
 */
export function changesBetween(before: JsonObject, after: JsonObject): JsonObject {
  const changes = new Map<string, JsonValue>();
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) changes.set(key, null);
  for (const [key, value] of Object.entries(after)) {
    const previous = Object.hasOwn(before, key) ? before[key] : undefined;
    if (sameJson(previous, value)) continue;
    changes.set(key, isObject(previous) && isObject(value) ? changesBetween(previous, value) : value);
  }
  return Object.fromEntries(changes);
}

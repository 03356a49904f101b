import { isObject, isSameJson, type JsonObject, type JsonValue } from './json.ts';

/** JSON Merge Patch, the algorithm of RFC 7396 section 2. Changes neither argument. */
export function mergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch;
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value));
  }
  return Object.fromEntries(members);
}

/** The patch that makes `after` of `before` and names nothing that stays: null removes, objects are looked into. */
export function smallestPatch(before: JsonObject, after: JsonObject): JsonObject {
  const old = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  const patch: [string, JsonValue][] = [];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name), now.get(name)];
    if (is === undefined) patch.push([name, null]);
    else if (isSameJson(was, is)) continue;
    else patch.push([name, isObject(was) && isObject(is) ? smallestPatch(was, is) : is]);
  }
  return Object.fromEntries(patch);
}

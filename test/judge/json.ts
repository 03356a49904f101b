/** A value that JSON text can carry. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two values are the same JSON: members in any order, and -0 is 0. A member that is undefined is not there. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => isSameJson(item, b[at]))
    );
  if (!isObject(a) || !isObject(b)) return a === b;
  const [ofA, ofB] = [membersOf(a), membersOf(b)];
  return ofA.size === ofB.size && [...ofA].every(([key, value]) => ofB.has(key) && isSameJson(value, ofB.get(key)));
}

const membersOf = (object: JsonObject): Map<string, unknown> =>
  new Map(Object.entries(object).filter(([, value]) => value !== undefined));

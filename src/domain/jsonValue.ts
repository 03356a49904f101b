/** A value that JSON text can carry. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Something wrong at one place of a document. `pointer` is an RFC 6901 JSON Pointer; `''` is the whole document. */
export interface Violation {
  pointer: string;
  message: string;
}

/** Appends one reference token to a JSON Pointer, escaped as RFC 6901 section 3 says. */
export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** A copy whose objects, at any depth, have their members in one order: DynamoDB returns a map's members in any. */
export function inMemberOrder<T extends JsonValue>(value: T): T;
export function inMemberOrder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => inMemberOrder(item));
  if (!isObject(value)) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, inMemberOrder(member)]));
}

/** Equality of two JSON values; the order of an object's members does not matter, and -0 is 0, as in JSON text. */
export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (isObject(a)) {
    const keys = Object.keys(a);
    return (
      isObject(b) &&
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
    );
  }
  return a === b;
}

import { isObject, type JsonObject, type JsonValue, pointerTo, sameJson } from './jsonValue.ts';

/** What happened to one field: no `before` where there was none, no `after` where there is none any more. */
export interface FieldChange {
  /** An RFC 6901 JSON Pointer into the pet's attributes. */
  pointer: string;
  before?: JsonValue;
  after?: JsonValue;
}

/**
 * What differs between two states of a pet, field by field, in the order of the pointers; null is no pet. A field is
 * what a merge patch replaces as a whole: a scalar, an array or an empty object. Objects are looked into.
 */
export function fieldChanges(before: JsonObject | null, after: JsonObject | null): FieldChange[] {
  const old = fieldsOf(before ?? {});
  const now = fieldsOf(after ?? {});
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((pointer) => {
    const [was, is] = [old.get(pointer), now.get(pointer)];
    if (sameJson(was, is)) return [];
    return [{ pointer, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}

/** The fields of a state, by their pointers. */
export function fieldsOf(state: JsonObject): Map<string, JsonValue> {
  const fields = new Map<string, JsonValue>();
  collect(state, '', fields);
  return fields;
}

function collect(object: JsonObject, parent: string, fields: Map<string, JsonValue>): void {
  for (const [key, value] of Object.entries(object)) {
    const pointer = pointerTo(parent, key);
    if (isObject(value) && Object.keys(value).length > 0) collect(value, pointer, fields);
    else fields.set(pointer, value);
  }
}

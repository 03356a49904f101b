import { type JsonObject, type JsonValue, pointerTo, sameJson } from './jsonValue.ts';
import { isParent, MAX_POINTER_BYTES, pointerBytes } from './pointerBytes.ts';

/** What happened to one field: no `before` where there was none, no `after` where there is none any more. */
export interface FieldChange {
  /** An RFC 6901 JSON Pointer into the pet's attributes. */
  pointer: string;
  before?: JsonValue;
  after?: JsonValue;
  /** A value that is missing here was erased. The pointer to all attributes that the schema does not know is `/other`. */
  erased?: true;
}

/**
 * What differs between two states of a pet, field by field, in the order of the pointers; null is no pet. A field is
 * what a merge patch replaces as a whole: a scalar, an array or an empty object. Objects are looked into, unless the
 * pointers would be longer than `MAX_POINTER_BYTES` together: then the members of the state itself are its fields.
 */
export function fieldChanges(before: JsonObject | null, after: JsonObject | null): FieldChange[] {
  const isFlat = [before, after].some((state) => state !== null && pointerBytes(state) > MAX_POINTER_BYTES);
  const old = fieldsWithin(before ?? {}, isFlat);
  const now = fieldsWithin(after ?? {}, isFlat);
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((pointer) => {
    const [was, is] = [old.get(pointer), now.get(pointer)];
    if (sameJson(was, is)) return [];
    return [{ pointer, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}

/** The fields of a state, by their pointers. */
export const fieldsOf = (state: JsonObject): Map<string, JsonValue> =>
  fieldsWithin(state, pointerBytes(state) > MAX_POINTER_BYTES);

function fieldsWithin(state: JsonObject, isFlat: boolean): Map<string, JsonValue> {
  const fields = new Map<string, JsonValue>();
  collect(state, '', isFlat, fields);
  return fields;
}

function collect(object: JsonObject, parent: string, isFlat: boolean, fields: Map<string, JsonValue>): void {
  for (const [key, value] of Object.entries(object)) {
    const pointer = pointerTo(parent, key);
    if (isParent(value) && !isFlat) collect(value, pointer, isFlat, fields);
    else fields.set(pointer, value);
  }
}

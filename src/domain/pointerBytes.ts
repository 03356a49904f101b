import { isObject, type JsonObject, type JsonValue, pointerTo } from './jsonValue.ts';

/**
 * How long the pointers to a pet's fields may be together, in bytes of JSON text. Each names every object that its field is
 * in: 22 KB of fields below long names would be a history of 6 MB.
 */
export const MAX_POINTER_BYTES = 256 * 1024;

/** Whether a value has fields, rather than being one. */
export const isParent = (value: JsonValue): value is JsonObject => isObject(value) && Object.keys(value).length > 0;

/** How long the pointers to the fields of a state are together, as JSON text; none of them is made. */
export function pointerBytes(state: JsonObject, parentBytes = 0): number {
  const encoder = new TextEncoder();
  let sum = 0;
  for (const [key, value] of Object.entries(state)) {
    const bytes = parentBytes + encoder.encode(JSON.stringify(pointerTo('', key))).length - QUOTES;
    sum += isParent(value) ? pointerBytes(value, bytes) : bytes;
  }
  return sum;
}

const QUOTES = 2;

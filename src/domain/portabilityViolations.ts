import { isObject, type JsonValue, pointerTo, type Violation } from './jsonValue.ts';

/** Containers within containers: an object in an array in an object is three levels. DynamoDB itself allows 32. */
export const MAX_LEVELS = 16;
/** Past this many, more findings help nobody. */
const MAX_VIOLATIONS = 20;
/** DynamoDB carries magnitudes from 1E-130 (docs: "Supported data types and naming rules", Numbers). */
const SMALLEST_MAGNITUDE = 1e-130;
/** Copying such a key with `=` changes the copy's prototype, in this service or in a consumer's. */
const HOSTILE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Finds what a parsed JSON document holds that DynamoDB, JSON text or a consumer could not carry unchanged:
 * hostile or empty keys, lone surrogates, numbers without an exact counterpart, more than `MAX_LEVELS` levels.
 * An empty list means that the document is portable.
 */
export function portabilityViolations(document: JsonValue): Violation[] {
  const found: Violation[] = [];
  inspect(document, '', 1, found);
  return found;
}

function inspect(value: JsonValue, pointer: string, level: number, found: Violation[]): void {
  if (found.length >= MAX_VIOLATIONS) return;
  const report = (message: string) => found.push({ pointer, message });

  if (typeof value === 'string') {
    if (!value.isWellFormed()) report('must not hold a lone surrogate');
  } else if (typeof value === 'number') {
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) report('must be within ±9007199254740991');
    else if (value !== 0 && Math.abs(value) < SMALLEST_MAGNITUDE) report('must be 0 or at least 1e-130 in magnitude');
  } else if (Array.isArray(value) || isObject(value)) {
    if (level > MAX_LEVELS) {
      report(`must not be nested deeper than ${MAX_LEVELS} levels`);
      return;
    }
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) inspect(item, pointerTo(pointer, index), level + 1, found);
    } else {
      for (const [key, item] of Object.entries(value)) {
        inspectKey(key, pointerTo(pointer, key), found);
        inspect(item, pointerTo(pointer, key), level + 1, found);
      }
    }
  }
}

function inspectKey(key: string, pointer: string, found: Violation[]): void {
  if (HOSTILE_KEYS.has(key)) found.push({ pointer, message: 'is a key that is not allowed' });
  else if (key === '') found.push({ pointer, message: 'must not be an empty key' });
  else if (!key.isWellFormed()) found.push({ pointer, message: 'must not be a key with a lone surrogate' });
}

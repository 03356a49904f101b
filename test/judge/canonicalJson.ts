import { isObject } from './json.ts';

/**
 * The canonical text of a JSON value (RFC 8785): members by the UTF-16 units of their names, numbers and strings as
 * ECMAScript writes them. Throws for what has none: numbers that are not finite, lone surrogates, undefined.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isObject(value)) {
    const names = Object.keys(value).filter((name) => value[name] !== undefined);
    // JavaScript compares texts by their UTF-16 units.
    const members = names.sort().map((name) => `${canonicalJson(name)}:${canonicalJson(value[name])}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'string' && !value.isWellFormed()) throw new Error('a lone surrogate has no canonical JSON');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${value} has no canonical JSON`);
  if (value !== null && !['string', 'number', 'boolean'].includes(typeof value))
    throw new Error(`a value of type ${typeof value} has no canonical JSON`);
  return JSON.stringify(value);
}

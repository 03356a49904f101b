import { isDeepStrictEqual } from 'node:util';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Schema = { [key: string]: Json };

/** Keywords that tell people something and validators nothing. */
const ANNOTATIONS = new Set(['$schema', 'title', 'description', 'examples', 'default']);
/** Keywords whose members are schemas by a name that is nobody's keyword. */
const SCHEMAS_BY_NAME = new Set(['properties', 'patternProperties', 'definitions', '$defs']);

/**
 * What in `after` breaks a promise that the JSON Schema `before` made to readers: everything that is not the addition
 * of an optional property, or wording. Each change as a JSON Pointer and what happened there.
 */
export function breakingChanges(before: Json, after: Json, pointer = ''): string[] {
  if (!isSchema(before) || !isSchema(after)) {
    return isDeepStrictEqual(before, after) ? [] : [`${pointer || '/'} changed`];
  }
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((keyword) => {
    if (ANNOTATIONS.has(keyword)) return [];
    const place = `${pointer}/${keyword}`;
    const [was, is] = [before[keyword], after[keyword]];
    if (keyword === 'required') return differences(namesIn(was), namesIn(is), place);
    if (SCHEMAS_BY_NAME.has(keyword)) return changesByName(was ?? {}, is ?? {}, place);
    if (was === undefined) return [`${place} was added`];
    if (is === undefined) return [`${place} was removed`];
    if (Array.isArray(was) && Array.isArray(is) && was.length === is.length) {
      return was.flatMap((item, index) => breakingChanges(item, is[index]!, `${place}/${index}`));
    }
    return breakingChanges(was, is, place);
  });
}

/** Names may be added: that they are optional is told by `required`. */
function changesByName(before: Json, after: Json, pointer: string): string[] {
  if (!isSchema(before) || !isSchema(after)) return [`${pointer} changed`];
  return Object.entries(before).flatMap(([name, was]) => {
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const is = after[name];
    return is === undefined ? [`${place} was removed`] : breakingChanges(was, is, place);
  });
}

function differences(before: string[], after: string[], pointer: string): string[] {
  return [
    ...before.filter((name) => !after.includes(name)).map((name) => `${pointer}: ${name} became optional`),
    ...after.filter((name) => !before.includes(name)).map((name) => `${pointer}: ${name} became required`),
  ];
}

const namesIn = (required: Json | undefined): string[] => (Array.isArray(required) ? required.map(String) : []);

const isSchema = (value: Json): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether a message's schema says something else than the committed one, under the same version: the version is the example
 * of `detail.metadata.schemaVersion`.
 */
export function lacksNewVersion(before: Json, after: Json): boolean {
  return (
    !isDeepStrictEqual(withoutAnnotations(before), withoutAnnotations(after)) && versionIn(after) <= versionIn(before)
  );
}

function withoutAnnotations(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(withoutAnnotations);
  if (!isSchema(schema)) return schema;
  const kept = Object.entries(schema).filter(([keyword, value]) => !ANNOTATIONS.has(keyword) || isSchema(value));
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, withoutAnnotations(value)]));
}

function versionIn(schema: Json): number {
  const found = /"schemaVersion":\{[^{}]*"examples":\[(\d+)\]/.exec(JSON.stringify(schema))?.[1];
  return Number(found ?? 0);
}

import { invalidParameter } from './problems.ts';

/** A pet's strong entity tag (RFC 9110 section 8.8.3): `"3"` is version 3. */
export const etagOf = (version: number): string => `"${version}"`;

const ENTITY_TAGS = /^\s*(?:\*|(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*)\s*$/;

/** The entity tags that a conditional header lists, or `*`. */
function entityTags(name: string, header: string): '*' | string[] {
  if (!ENTITY_TAGS.test(header))
    throw invalidParameter(`/headers/${name}`, 'must be * or a list of entity tags such as "3"');
  return header.trim() === '*' ? '*' : (header.match(/(?:W\/)?"[^"]*"/g) ?? []);
}

/**
 * If-Match (RFC 9110 section 13.1.1): whether a version satisfies it; undefined without the header.
 * The comparison is strong, so a weak tag never matches.
 */
export function ifMatch(header: string | undefined): ((version: number) => boolean) | undefined {
  if (header === undefined) return undefined;
  const tags = entityTags('if-match', header);
  return (version) => tags === '*' || tags.includes(etagOf(version));
}

/** If-None-Match (RFC 9110 section 13.1.2): whether the caller already has this version. The comparison is weak. */
export function callerHas(header: string | undefined, version: number): boolean {
  return callerHasTag(header, etagOf(version));
}

/** If-None-Match for a representation with any strong tag. */
export function callerHasTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = entityTags('if-none-match', header);
  return tags === '*' || tags.some((tag) => tag.replace(/^W\//, '') === etag);
}

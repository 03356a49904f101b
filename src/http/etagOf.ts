import { invalidParameter } from './problems.ts';

/** A pet's strong entity tag (RFC 9110 section 8.8.3): `"3"` is version 3. */
export const etagOf = (version: number): string => `"${version}"`;

const ENTITY_TAGS = /^\s*(?:\*|(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*)\s*$/;

/** The entity tags that a conditional header lists, or `*`. Throws the 400. */
function parseEntityTags(name: string, header: string): '*' | string[] {
  if (!ENTITY_TAGS.test(header))
    throw invalidParameter(`/headers/${name}`, 'must be * or a list of entity tags such as "3"');
  return header.trim() === '*' ? '*' : (header.match(/(?:W\/)?"[^"]*"/g) ?? []);
}

/**
 * If-Match (RFC 9110 section 13.1.1): whether a version satisfies it; undefined without the header.
 * The comparison is strong, so a weak tag never matches. Throws the 400.
 */
export function parseIfMatch(header: string | undefined): ((version: number) => boolean) | undefined {
  if (header === undefined) return undefined;
  const tags = parseEntityTags('if-match', header);
  return (version) => tags === '*' || tags.includes(etagOf(version));
}

/**
 * If-None-Match (RFC 9110 section 13.1.2): whether the caller has the representation with a strong tag already. The
 * comparison is weak. Throws the 400.
 */
export function parseIfNoneMatch(header: string | undefined): (etag: string) => boolean {
  if (header === undefined) return () => false;
  const tags = parseEntityTags('if-none-match', header);
  return (etag) => tags === '*' || tags.some((tag) => tag.replace(/^W\//, '') === etag);
}

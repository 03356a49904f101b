import { invalidParameter } from './problems.ts';

/** A pet's strong entity tag (RFC 9110 section 8.8.3): `"3"` is version 3. */
export const etagOf = (version: number): string => `"${version}"`;

/** An element of a list with the comma behind it; elements may be empty (RFC 9110 section 5.6.1). */
const ELEMENT = /[ \t]*(?:((?:W\/)?"[!#-~\x80-\uffff]*")[ \t]*)?(?:,|$)/y;

/** The entity tags that a conditional header lists, or `*`. Throws the 400. */
function parseEntityTags(name: string, header: string): '*' | string[] {
  if (header.trim() === '*') return '*';
  const tags: string[] = [];
  for (ELEMENT.lastIndex = 0; ELEMENT.lastIndex < header.length; ) {
    const element = ELEMENT.exec(header);
    if (!element) return refuse(name);
    if (element[1] !== undefined) tags.push(element[1]);
  }
  return tags.length > 0 ? tags : refuse(name);
}

function refuse(name: string): never {
  throw invalidParameter(`/headers/${name}`, 'must be * or a list of entity tags such as "3"');
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

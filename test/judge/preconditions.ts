/** The conditional headers of a request, as sent. */
export interface Conditions {
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
}

interface EntityTag {
  isWeak: boolean;
  opaque: string;
}

/** A pet's strong entity tag: its version, in quotes. */
export const etagOf = (version: number): string => `"${version}"`;

/** The tags of a conditional header (RFC 9110 section 13.1), read letter by letter; undefined where it is malformed. */
export function entityTags(header: string): '*' | EntityTag[] | undefined {
  const text = header.trim();
  if (text === '*') return '*';
  const tags: EntityTag[] = [];
  for (let at = 0; ; ) {
    const isWeak = text.startsWith('W/', at);
    if (isWeak) at += 2;
    const end = text.indexOf('"', at + 1);
    if (text[at] !== '"' || end < 0) return undefined;
    const opaque = text.slice(at + 1, end);
    if ([...opaque].some((letter) => letter <= ' ' || letter > '~')) return undefined;
    tags.push({ isWeak, opaque });
    for (at = end + 1; text[at] === ' '; ) at++;
    if (at === text.length) return tags;
    if (text[at++] !== ',') return undefined;
    while (text[at] === ' ') at++;
  }
}

/** Whether both headers hold for a pet at a version; undefined where one is malformed. */
export function conditionsHold({ ifMatch, ifNoneMatch }: Conditions, version: number): boolean | undefined {
  const wanted = ifMatch === undefined ? '*' : entityTags(ifMatch);
  const unwanted = ifNoneMatch === undefined ? [] : entityTags(ifNoneMatch);
  if (!wanted || !unwanted) return undefined;
  const opaque = String(version);
  // If-Match compares strongly: a weak tag is none. If-None-Match compares weakly.
  const matches = wanted === '*' || wanted.some((tag) => !tag.isWeak && tag.opaque === opaque);
  const isKnown = unwanted === '*' || unwanted.some((tag) => tag.opaque === opaque);
  return matches && !isKnown;
}

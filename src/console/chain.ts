/** What the chain of a pet's events is checked on. */
export interface Link {
  version: number;
  hash: string;
  previousHash: string | null;
}

/**
 * The first fault in events that follow each other, newest first: a version left out, or a previousHash that is not the
 * hash before; undefined where they are linked. Whether a hash is that of its event's content, `verify` proves.
 */
export function chainFault(links: readonly Link[]): string | undefined {
  for (const [place, link] of links.entries()) {
    const before = links[place + 1];
    if (link.version === 1 && link.previousHash !== null) return 'version 1 follows something';
    if (!before) continue;
    if (before.version !== link.version - 1) return `version ${link.version - 1} is missing`;
    if (before.hash !== link.previousHash) return `version ${link.version} is not linked to the one before`;
  }
  return undefined;
}

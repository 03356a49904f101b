/** The part of an event that links it to the one before. */
export interface Link {
  version: number;
  hash: string;
  previousHash: string | null;
}

/**
 * The first fault in a row of events, newest first: a missing version, or a previousHash that is not the hash before;
 * undefined if all are linked. It takes `verify` to prove that a hash is the one of its event's content.
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

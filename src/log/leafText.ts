import canonicalize from 'canonicalize';
import type { EventHead } from '../eventStore/streamCatalog.ts';

/**
 * What the log says of an event, as it is hashed: RFC 8785 JSON of its id, its hash, its stream's id by the name that events
 * have for it, and its version. The hash covers everything else that the event says.
 */
export const leafText = (idAttribute: string, { streamId, eventId, hash, version }: EventHead): string =>
  canonicalize({ eventId, hash, [idAttribute]: streamId, version })!;

/** The event that a leaf is about. */
export function parseLeaf(idAttribute: string, text: string): EventHead {
  const { [idAttribute]: streamId, eventId, hash, version } = JSON.parse(text);
  return { streamId, eventId, hash, version };
}

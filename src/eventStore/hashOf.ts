import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { JsonObject } from '../domain/jsonValue.ts';

/**
 * The hash that seals an event: SHA-256, in lower-case hex, over the RFC 8785 canonical JSON of the stored item without
 * its `hash`. As each item names its predecessor's hash, an edit, a gap or a swap breaks the chain. It covers the item
 * as stored, so it is checked before upcasting.
 */
export function hashOf(item: JsonObject): string {
  const { hash: _, ...sealedPart } = item;
  return createHash('sha256').update(canonicalize(sealedPart)!).digest('hex');
}

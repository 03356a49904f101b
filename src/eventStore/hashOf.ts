import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { JsonObject } from '../domain/jsonValue.ts';

/**
 * The hash that seals an event: SHA-256, in lower-case hex, over the RFC 8785 canonical JSON of the stored item without
 * its `hash` and `personal`. As each item names its predecessor's hash, an edit, a gap or a swap breaks the chain. It covers the item
 * as stored, so it is checked before upcasting. Personal values stand beside it: it covers the commitments to them.
 */
export function hashOf(item: JsonObject): string {
  const { hash: _, personal: __, ...sealedPart } = item;
  return createHash('sha256').update(canonicalize(sealedPart)!).digest('hex');
}

import { createHash } from 'node:crypto';
import type { Companion } from '../eventStore/eventStore.ts';

/**
 * What is kept of a request that was carried out: which request it was, and the event that answered it. An answer is a
 * function of its event, so that is all it takes to give it again.
 */
export interface KeyRecord {
  /** The caller and the key, hashed: keys of different callers never meet. */
  key: string;
  /** A digest of the request's method, target, conditions and body. */
  request: string;
  petId: string;
  version: number;
}

/** The Idempotency-Keys of all callers. A record is kept for 24 hours. */
export interface IdempotencyKeys {
  /** What is kept under a key; an expired record is removed, so that the key is free again. */
  find(key: string): Promise<KeyRecord | undefined>;
  /** The record as an item that is inserted together with the event it names. */
  companion(record: KeyRecord): Companion;
  /** Keeps a record of its own, where there is no event to insert. */
  keep(record: KeyRecord): Promise<'kept' | 'exists'>;
}

export const digest = (...parts: string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

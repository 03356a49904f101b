import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Observation } from './simulation.ts';

/** Of two runs that differ in anything at all, the fingerprints differ. */
export const fingerprintOf = (observation: Observation): string => {
  // The engine returns the attributes of an item in any order.
  return hashOf(canonicalize(JSON.parse(JSON.stringify(observation, asEntries)))!);
};

/** Of many runs, by seed, in whatever order they ended. */
export const fingerprintOfAll = (fingerprints: ReadonlyMap<number, string>): string =>
  hashOf(JSON.stringify([...fingerprints].sort(([a], [b]) => a - b)));

const asEntries = (_: string, value: unknown) => (value instanceof Map || value instanceof Set ? [...value] : value);

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

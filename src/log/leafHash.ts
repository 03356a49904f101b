import { createHash } from 'node:crypto';

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

const sha256 = (...parts: (string | Uint8Array)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** The hash of a leaf (RFC 9162 section 2.1.1). */
export const leafHash = (leaf: string | Uint8Array): Buffer => sha256(LEAF, leaf);

/** The hash of an inner node. Another prefix than a leaf's keeps one from passing for the other. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** The hash of neighbouring subtrees, the largest first; of none, that of the empty tree. */
export function foldedHash(hashes: readonly Uint8Array[]): Buffer {
  return hashes.length === 0 ? sha256('') : Buffer.from(hashes.reduceRight((right, left) => nodeHash(left, right)));
}

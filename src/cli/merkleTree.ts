import { createHash } from 'node:crypto';

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

const sha256 = (...parts: (string | Buffer)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/**
 * The Merkle tree hash of RFC 9162 section 2.1.1, with SHA-256, over leaves that come one by one. Holds one hash for
 * each level of the tree.
 */
export class MerkleTree {
  /** The roots of the full subtrees so far, the largest first. */
  private readonly subtrees: { root: Buffer; leaves: number }[] = [];

  add(leaf: string): void {
    let added = { root: sha256(LEAF, leaf), leaves: 1 };
    while (this.subtrees.at(-1)?.leaves === added.leaves) {
      const left = this.subtrees.pop()!;
      added = { root: sha256(NODE, left.root, added.root), leaves: left.leaves * 2 };
    }
    this.subtrees.push(added);
  }

  /** The root over all leaves so far, in lower-case hex. */
  root(): string {
    const roots = this.subtrees.map(({ root }) => root);
    let root = roots.pop() ?? sha256('');
    for (const left of roots.reverse()) root = sha256(NODE, left, root);
    return root.toString('hex');
  }
}

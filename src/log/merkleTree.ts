import { foldedHash, leafHash, nodeHash } from './leafHash.ts';
import type { Subtree } from './subtrees.ts';

/**
 * A tree of RFC 9162 section 2.1 with SHA-256, to which leaves are added one by one. It holds one hash for each level, the
 * roots of its largest full subtrees, from which it can also go on.
 */
export class MerkleTree {
  readonly frontier: Buffer[];
  size: number;

  constructor(frontier: readonly Uint8Array[] = [], size = 0) {
    this.frontier = frontier.map((hash) => Buffer.from(hash));
    this.size = size;
  }

  /** Adds a leaf, and returns the subtrees that it completes: the leaf itself and those above it, upwards. */
  add(leaf: string | Uint8Array): (Subtree & { hash: Buffer })[] {
    const completed = [{ level: 0, index: this.size, hash: leafHash(leaf) }];
    for (let last = completed[0]!; last.index % 2 === 1; ) {
      last = {
        level: last.level + 1,
        index: (last.index - 1) / 2,
        hash: nodeHash(this.frontier.pop()!, last.hash),
      };
      completed.push(last);
    }
    this.frontier.push(completed.at(-1)!.hash);
    this.size++;
    return completed;
  }

  root(): Buffer {
    return foldedHash(this.frontier);
  }
}

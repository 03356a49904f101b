import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { MerkleTree } from '../../src/cli/merkleTree.ts';

const sha256 = (...parts: (string | Buffer)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** RFC 9162 section 2.1.1, word for word. */
function treeHash(leaves: string[]): Buffer {
  if (leaves.length === 0) return sha256('');
  if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Buffer.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

test('the root is the one of RFC 9162, for any number of leaves', () => {
  const leaves: string[] = [];
  const tree = new MerkleTree();
  for (let n = 0; n <= 70; n++) {
    expect(tree.root()).toBe(treeHash(leaves).toString('hex'));
    leaves.push(`leaf ${n}`);
    tree.add(`leaf ${n}`);
  }
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leafHash } from '../../src/log/leafHash.ts';
import { MerkleTree } from '../../src/log/merkleTree.ts';
import { subtrees } from '../../src/log/subtrees.ts';
import { TILE_HEIGHT, TILE_WIDTH } from '../../src/log/tile.ts';
import { type TileReader, treeProofs } from '../../src/log/treeProofs.ts';
import { naiveConsistency, naiveInclusion, naiveRoot } from './naiveTree.ts';

const LEAVES = Array.from({ length: 700 }, (_, index) => `leaf ${index}`);
const HASHES = LEAVES.map(leafHash);
/** The hashes of the tiles of level 1, of a tree that has them all. */
const ABOVE = (() => {
  const tree = new MerkleTree();
  return LEAVES.flatMap((leaf) => tree.add(leaf))
    .filter(({ level }) => level === TILE_HEIGHT)
    .map(({ hash }) => hash);
})();

const reader: TileReader = async ({ level, index, width }) => {
  const row = level === 0 ? HASHES : ABOVE;
  const hashes = row.slice(index * TILE_WIDTH, index * TILE_WIDTH + width);
  expect(hashes).toHaveLength(width);
  return hashes;
};

test('proofs from tiles are those of RFC 9162', async () => {
  const sizes = fc.integer({ min: 1, max: LEAVES.length });
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, index, from) => {
      const leaves = LEAVES.slice(0, size);
      const proofs = treeProofs(size, reader);
      const before = 1 + (from % size);
      expect(await proofs.root(size)).toEqual(naiveRoot(leaves));
      expect(await proofs.root(before)).toEqual(naiveRoot(LEAVES.slice(0, before)));
      expect(await proofs.inclusion(index % size)).toEqual(naiveInclusion(index % size, leaves));
      expect(await proofs.consistency(before)).toEqual(naiveConsistency(before, leaves));
      expect(await proofs.consistency(0)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test('a range is made of the largest full subtrees', () => {
  expect(subtrees(0, 7)).toEqual([
    { level: 2, index: 0 },
    { level: 1, index: 2 },
    { level: 0, index: 6 },
  ]);
  expect(subtrees(4, 4)).toEqual([]);
});

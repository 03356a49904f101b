import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { MerkleTree } from '../../src/log/merkleTree.ts';
import { naiveRoot } from './naiveTree.ts';

test('the root is the one of RFC 9162, for any number of leaves, and a tree goes on from its frontier', () => {
  const leaves: string[] = [];
  let tree = new MerkleTree();
  for (let n = 0; n <= 70; n++) {
    expect(tree.root()).toEqual(naiveRoot(leaves));
    leaves.push(`leaf ${n}`);
    tree = new MerkleTree(tree.frontier, tree.size);
    tree.add(`leaf ${n}`);
  }
});

// The test vectors of Certificate Transparency's reference implementation.
const VECTORS: [leaf: string, root: string][] = [
  ['', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  ['00', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  ['10', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  ['2021', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  ['3031', '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
  ['40414243', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
  ['5051525354555657', 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  ['606162636465666768696a6b6c6d6e6f', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
];

test('the published roots are made', () => {
  const tree = new MerkleTree();
  expect(tree.root().toString('hex')).toBe(createHash('sha256').digest('hex'));
  for (const [leaf, root] of VECTORS) {
    tree.add(Buffer.from(leaf, 'hex'));
    expect(tree.root().toString('hex')).toBe(root);
  }
});

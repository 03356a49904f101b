import { newUlid } from '../src/eventStore/newUlid.ts';
import { signedCheckpoint } from '../src/log/checkpoint.ts';
import { checkReceipt, type Receipt } from '../src/log/checkReceipt.ts';
import { leafHash } from '../src/log/leafHash.ts';
import { leafText } from '../src/log/leafText.ts';
import { MerkleTree } from '../src/log/merkleTree.ts';
import { TILE_HEIGHT, TILE_WIDTH } from '../src/log/tile.ts';
import { treeProofs } from '../src/log/treeProofs.ts';
import { testKey } from '../test/log/testKey.ts';

// What a receipt of a log of a million events is like: `npx tsx bench/log.ts [events]`.

const SIZE = Number(process.argv[2] ?? 1_000_000);
const RECEIPTS = 2_000;
const ORIGIN = 'pets-service-prod/1';

const leaves = Array.from({ length: SIZE }, () => {
  const id = newUlid();
  return leafText('petId', { eventId: id, hash: 'f'.repeat(64), streamId: id, version: 12 });
});
const tree = new MerkleTree();
const rows: Buffer[][] = [];
const treeStart = performance.now();
for (const leaf of leaves) {
  for (const { level, hash } of tree.add(leaf)) {
    if (level === 0 || level % TILE_HEIGHT > 0) continue;
    rows[level / TILE_HEIGHT] ??= [];
    rows[level / TILE_HEIGHT]!.push(hash);
  }
}
const treeSeconds = (performance.now() - treeStart) / 1000;

const key = testKey(ORIGIN);
const checkpoint = await signedCheckpoint({ origin: ORIGIN, size: SIZE, root: tree.root() }, [key]);
const receipts: Receipt[] = [];
for (let n = 0; n < RECEIPTS; n++) {
  const index = Math.floor((n / RECEIPTS) * SIZE);
  let tiles = 0;
  const proofs = treeProofs(SIZE, async ({ level, index: tile, width }) => {
    tiles++;
    const start = tile * TILE_WIDTH;
    return level === 0 ? leaves.slice(start, start + width).map(leafHash) : rows[level]!.slice(start, start + width);
  });
  const inclusion = await proofs.inclusion(index);
  if (n === 0) console.log(`tiles read for a receipt  ${tiles}`);
  receipts.push({
    leaf: leaves[index]!,
    index,
    inclusion: inclusion.map((hash) => hash.toString('base64')),
    checkpoint,
  });
}
const bytes = receipts.map((receipt) => Buffer.byteLength(JSON.stringify(receipt)));
const start = performance.now();
const accepted = receipts.filter((receipt) => checkReceipt(receipt, [key.vkey]).ok).length;
const milliseconds = (performance.now() - start) / RECEIPTS;
console.log(`leaves hashed            ${Math.round(SIZE / treeSeconds)} a second`);
console.log(`leaf                     ${Buffer.byteLength(leaves[0]!)} bytes`);
console.log(`receipt                  at most ${Math.max(...bytes)} bytes, ${receipts[0]!.inclusion.length} hashes`);
console.log(`checked                  ${accepted} of ${RECEIPTS}, ${milliseconds.toFixed(2)} ms each`);

import { expect, test } from 'vitest';
import { mergedShards } from '../../src/dynamo/mergedShards.ts';
import { shardNames } from '../../src/dynamo/shardOf.ts';

const SHARDS = shardNames(8);

async function merged(pagesOf: (shard: string) => number[][], take = Number.POSITIVE_INFINITY) {
  const items: number[] = [];
  let reads = 0;
  const reader = (shard: string) => {
    const pages = pagesOf(shard);
    return {
      next: async () => {
        reads++;
        return { items: pages.shift() ?? [], ended: pages.length === 0 };
      },
    };
  };
  for await (const item of mergedShards(SHARDS.map(reader), 8, (a, b) => a < b)) {
    items.push(item);
    if (items.length === take) break;
  }
  return { items, reads };
}

test('the items of all shards come in their order', async () => {
  const { items } = await merged((shard) => [[Number(shard), Number(shard) + 10], [Number(shard) + 20]]);
  expect(items).toEqual([0, 10, 20].flatMap((tens) => SHARDS.map((shard) => tens + Number(shard))));
});

test('a shard goes on behind a page without items', async () => {
  // DynamoDB's pages may be empty before the end, and so are those whose items are left out.
  const { items } = await merged((shard) => (shard === '3' ? [[], [], [1], [], [5]] : [[2]]));
  expect(items).toEqual([1, ...Array(SHARDS.length - 1).fill(2), 5]);
});

test('no more is read than what is taken, and a step of each shard', async () => {
  const { reads } = await merged((shard) => Array.from({ length: 9 }, (_, n) => [n * 10 + Number(shard)]), 5);
  expect(reads).toBeLessThanOrEqual(SHARDS.length + 5);
});

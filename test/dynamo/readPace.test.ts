import { expect, test } from 'vitest';
import { mergedShards } from '../../src/dynamo/mergedShards.ts';
import { readPace } from '../../src/dynamo/readPace.ts';
import { shardNames } from '../../src/dynamo/shardOf.ts';

const SHARDS = shardNames(8);

test('few items at once until their size is known, then as many as their size allows', () => {
  const pace = readPace();
  expect([pace.limit(100, 1), pace.limit(2, 1), pace.limit(100, SHARDS.length * 4)]).toEqual([4, 2, 1]);
  pace.seen([{ text: 'x'.repeat(150_000) }]);
  expect([pace.limit(100, 1), pace.limit(100, 8)]).toEqual([1, 1]);
  pace.seen(Array(1_000).fill({ a: 1 }));
  expect([pace.limit(100, 1), pace.limit(100, 8)]).toEqual([100, 100]);
});

test('what was read long ago counts less', () => {
  const pace = readPace();
  expect(pace.known).toBe(false);
  pace.seen(Array(2_000).fill({ a: 'x'.repeat(1_000) }));
  expect(pace.limit(1_000, 1)).toBeLessThan(300);
  for (let n = 0; n < 20; n++) pace.seen(Array(1_000).fill({ a: 1 }));
  expect([pace.known, pace.limit(1_000, 1)]).toEqual([true, 1_000]);
});

/** A merge of shards with as many items each, and the items that each request was for. */
function merge(perShard: number, bytes: number, step: number) {
  const limits: number[] = [];
  const items = mergedShards(
    SHARDS.map((shard) => {
      let place = 0;
      return {
        async next(limit) {
          limits.push(limit);
          const some = Array.from({ length: Math.min(limit, perShard - place) }, () => ({
            id: place++ * SHARDS.length + Number(shard),
            text: 'x'.repeat(bytes),
          }));
          return { items: some, ended: place === perShard };
        },
      };
    }),
    step * SHARDS.length,
    (a, b) => a.id < b.id,
  );
  return { items, limits };
}

test.each([
  [50, 10, 12],
  [50, 50_000, 12],
  [3, 50_000, 1],
  [0, 0, 3],
])(
  '%i items a shard of %i bytes, by steps of %i: all in their order, few large ones at once',
  async (perShard, bytes, step) => {
    const { items, limits } = merge(perShard, bytes, step);
    const ids: number[] = [];
    for await (const { id } of items) ids.push(id);
    expect(ids).toEqual(Array.from({ length: perShard * SHARDS.length }, (_, n) => n));
    expect(Math.max(...limits.slice(1)) * bytes).toBeLessThanOrEqual(262_144);
    expect(Math.max(...limits)).toBeLessThanOrEqual(step);
  },
);

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isShardOf, shardNames, shardOf } from '../../src/dynamo/shardOf.ts';

// Stored events carry their shard: a stream must stay in it for ever.
test.each([
  ['rex', 1, '0'],
  ['rex', 8, '3'],
  ['029340', 8, '6'],
  ['01KAS2J9QH4Z1V5T8R0N6W3XYE', 256, '144'],
])('%s is, out of %i, in the shard %s', (streamId, count, shard) => {
  expect(shardOf(streamId, count)).toBe(shard);
});

test("a shard is one of those that are asked, and is known to be the stream's, also when there are more by now", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), fc.nat(64), (streamId, count, more) => {
      const shard = shardOf(streamId, count);
      expect(shardNames(count)).toContain(shard);
      expect(isShardOf(streamId, shard, count + more)).toBe(true);
    }),
  );
  expect(isShardOf('rex', '1', 1)).toBe(false);
  expect(isShardOf('rex', 0, 1)).toBe(false);
});

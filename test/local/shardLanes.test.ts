import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ShardLanes } from '../../infra/local/shardLanes.ts';

const record = (n: number, petId: string, SizeBytes = 100) =>
  ({ dynamodb: { SequenceNumber: String(n), SizeBytes, Keys: { petId: { S: petId } } } }) as unknown as DynamoDBRecord;
const numberOf = ({ dynamodb }: DynamoDBRecord) => Number(dynamodb!.SequenceNumber);
const petOf = ({ dynamodb }: DynamoDBRecord) => dynamodb!.Keys!.petId!.S!;
const tick = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Lanes whose batches with a held pet wait until it is let go. */
function lanes({ held = new Set<string>(), count = 3 } = {}) {
  const delivered: DynamoDBRecord[][] = [];
  const checkpoints: number[] = [];
  const shard = new ShardLanes(
    {
      lanes: count,
      batchSize: 4,
      dealtWith: (number) => checkpoints.push(Number(number)),
      async *deliver(batch, signal) {
        while (batch.some((one) => held.has(petOf(one))) && !signal.aborted) await tick();
        if (signal.aborted) return;
        delivered.push(batch);
        for (const one of batch) yield String(numberOf(one));
      },
    },
    new AbortController().signal,
  );
  return { shard, delivered: () => delivered.map((batch) => batch.map(numberOf)), checkpoints, held };
}

test('what is read together is delivered together, as far as a batch goes', async () => {
  const { shard, delivered, checkpoints } = lanes();
  await shard.add([1, 2, 3, 4, 5].map((n) => record(n, `pet${n}`)));
  expect(delivered()).toEqual([[1, 2, 3, 4], [5]]);
  expect(checkpoints.at(-1)).toBe(5);
});

test('a pet that is held up holds up no other, and the checkpoint waits for it', async () => {
  const { shard, delivered, checkpoints, held } = lanes({ held: new Set(['slow']) });
  await shard.add([record(1, 'a'), record(2, 'slow', 90_000), record(3, 'b')]);
  await shard.add([record(4, 'slow'), record(5, 'c')]);
  await shard.add([record(6, 'a')]);
  expect(delivered()).toEqual([[1, 3], [5], [6]]);
  expect(checkpoints.at(-1)).toBe(1);
  held.clear();
  await shard.ended();
  expect(delivered().slice(3)).toEqual([[2], [4]]);
  expect(checkpoints.at(-1)).toBe(6);
});

test('a batch is small enough for Lambda', async () => {
  const { shard, delivered } = lanes({ count: 1 });
  await shard.add([1, 2, 3].map((n) => record(n, 'large', 350_000)));
  expect(delivered()).toEqual([[1], [2], [3]]);
});

test("everything is delivered, each pet's records in order, and no checkpoint is ahead of what was dealt with", async () => {
  const reads = fc.array(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.boolean()), { maxLength: 8 }), {
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(reads, fc.integer(), async (given, seed) => {
      let number = 0;
      let chance = seed;
      const done = new Set<number>();
      const order = new Map<string, number[]>();
      const shard = new ShardLanes(
        {
          lanes: 2,
          batchSize: 3,
          dealtWith(upTo) {
            for (let n = 1; n <= Number(upTo); n++) expect(done).toContain(n);
          },
          async *deliver(batch) {
            for (const one of batch) {
              chance = (chance * 1_103_515_245 + 12_345) % 2 ** 31;
              if (chance % 3 === 0) await tick();
              done.add(numberOf(one));
              order.set(petOf(one), [...(order.get(petOf(one)) ?? []), numberOf(one)]);
              yield String(numberOf(one));
            }
          },
        },
        new AbortController().signal,
      );
      for (const read of given) await shard.add(read.map(([pet, large]) => record(++number, pet, large ? 20_000 : 10)));
      await shard.ended();
      expect(done.size).toBe(number);
      for (const numbers of order.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }),
    { numRuns: 100 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joined, SortedEntries } from '../../src/cli/sortedEntries.ts';

const entries = fc.array(fc.record({ petId: fc.string({ maxLength: 3 }), n: fc.nat() }), { maxLength: 40 });
const collect = async <T>(all: AsyncIterable<T>) => {
  const items: T[] = [];
  for await (const one of all) items.push(one);
  return items;
};

test('entries come back sorted, as often as wanted, from memory and from files', async () => {
  await fc.assert(
    fc.asyncProperty(entries, fc.integer({ min: 1, max: 50 }), async (all, runLength) => {
      const sorted = new SortedEntries<{ petId: string; n: number }>(runLength);
      // At once, as the segments of a scan add them.
      await Promise.all(all.map((entry) => sorted.add(entry)));
      const expected = all.map(({ petId }) => petId).sort();
      for (const _ of [1, 2]) {
        const back = await collect(sorted);
        expect(back.map(({ petId }) => petId)).toEqual(expected);
        expect(back.map(({ n }) => n).sort()).toEqual(all.map(({ n }) => n).sort());
      }
      await sorted.dispose();
    }),
    { numRuns: 30 },
  );
});

test('two lists are joined where they have the same petIds', async () => {
  const list = async function* (...petIds: string[]) {
    for (const petId of petIds) yield { petId };
  };
  const pairs = (await collect(joined(list('a', 'c', 'd'), list('b', 'c', 'e')))).map(({ left, right }) => [
    left?.petId,
    right?.petId,
  ]);
  expect(pairs).toEqual([
    ['a', undefined],
    [undefined, 'b'],
    ['c', 'c'],
    ['d', undefined],
    [undefined, 'e'],
  ]);
});

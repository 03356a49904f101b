import { describe, expect, test } from 'vitest';
import { dynamoLogStore } from '../../src/log/dynamoLogStore.ts';
import type { Batch, LogStore, Place } from '../../src/log/logStore.ts';
import { tables } from '../../src/tables.ts';
import { useEngine } from '../support/engine.ts';
import { memoryLogStore } from '../support/memoryLogStore.ts';

const engine = useEngine();
let logs = 0;
const STORES: Record<string, () => LogStore> = {
  DynamoDB: () => dynamoLogStore(engine.client, tables.log.localName, `test/${++logs}`),
  memory: memoryLogStore,
};

const HASH = (byte: number) => Buffer.alloc(32, byte);
const batchOf = (start: number, count: number): Batch => ({
  start,
  leaves: Array.from({ length: count }, (_, offset) => `leaf ${start + offset}`),
  frontier: [HASH(start), HASH(start + 1)],
  readTo: 1_000 + start,
});
async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe.each(Object.entries(STORES))('a log in %s', (_, open) => {
  test('keeps batches, the first of each start, and finds them by the leaves that they hold', async () => {
    const log = open();
    expect(await collect(log.newestBatches())).toEqual([]);
    expect(await collect(log.batches(0))).toEqual([]);
    const batches = [batchOf(0, 3), batchOf(3, 1), batchOf(4, 5)];
    for (const batch of batches) expect(await log.append(batch)).toBe('appended');
    expect(await log.append({ ...batchOf(3, 2), readTo: 9 })).toBe('taken');

    const startsOf = async (start: number, end?: number) =>
      (await collect(log.batches(start, end))).map((batch) => batch.start);
    expect(await collect(log.batches(0))).toEqual(batches);
    expect(await collect(log.newestBatches())).toEqual(batches.toReversed());
    expect(await startsOf(2, 3)).toEqual([0]);
    expect(await startsOf(2, 4)).toEqual([0, 3]);
    expect(await startsOf(3, 4)).toEqual([3]);
    expect(await startsOf(8)).toEqual([4]);
    expect(await startsOf(9)).toEqual([]);
    expect(await startsOf(5, 5)).toEqual([]);
  });

  test('keeps places, and names the newest of a stream', async () => {
    const log = open();
    const places = Array.from({ length: 60 }, (_, index): Place => {
      const streamId = `s${index % 2}`;
      return { streamId, version: 1 + (index >> 1), index, eventId: `id ${index}`, hash: `hash ${index}` };
    });
    await log.addPlaces(places);
    await log.addPlaces([{ ...places[0]!, index: 99 }, ...places.slice(1, 30)]);
    const found = await log.places([...places, { streamId: 's0', version: 31 }, { streamId: 's2', version: 1 }]);
    expect(found.sort((a, b) => a.index - b.index)).toEqual(places);
    expect(await log.places([])).toEqual([]);
    expect([await log.newestVersion('s1'), await log.newestVersion('s2')]).toEqual([30, 0]);
  });

  test('keeps the roots of tiles by level', async () => {
    const log = open();
    const roots = Array.from({ length: 5 }, (_, index) => ({ level: 1, index, hash: HASH(index) }));
    await log.addTileRoots([...roots, { level: 2, index: 0, hash: HASH(77) }]);
    expect(await log.tileRoots(1, 1, 3)).toEqual([HASH(1), HASH(2), HASH(3)]);
    expect(await log.tileRoots(2, 0, 1)).toEqual([HASH(77)]);
  });

  test('keeps checkpoints, the first of each size', async () => {
    const log = open();
    expect(await log.newestCheckpoint()).toBeUndefined();
    const checkpoint = { size: 10, note: 'ten', vkeys: ['key'], signedAt: '2026-01-01T00:00:00.000Z' };
    await log.addCheckpoint(checkpoint);
    await log.addCheckpoint({ ...checkpoint, note: 'another ten' });
    await log.addCheckpoint({ ...checkpoint, size: 9, note: 'nine' });
    expect(await log.newestCheckpoint()).toEqual(checkpoint);
  });
});

import { PutCommand, paginateScan, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { rebuildHere } from '../src/cli/rebuildHere.ts';
import type { Target } from '../src/cli/target.ts';
import type { PetAttributes } from '../src/domain/pet.ts';
import { evolve } from '../src/domain/petEvents.ts';
import { concurrently } from '../src/dynamo/concurrently.ts';
import { fromItem } from '../src/eventStore/fromItem.ts';
import { petsProjection } from '../src/projections/petRow.ts';
import { rowOf } from '../src/projections/projection.ts';
import { petStream, type RecordedPetEvent } from '../src/streams/petStream.ts';
import { tables } from '../src/tables.ts';

export const REBUILD = 'index of first events, then newest (the rebuild)';
export const SCAN = 'full scan';
export const FOLD = 'index of first events, then fold and put';

/** Ways to make all rows from the events. Each returns the number of rows that it wrote. */
export const ways: Record<string, (target: Target) => Promise<number>> = {
  [SCAN]: async (target) => {
    const newest = new Map<string, RecordedPetEvent>();
    await scanned(target, {}, (item) => {
      const event = fromItem(petStream, item);
      if (event.version > (newest.get(event.streamId)?.version ?? 0)) newest.set(event.streamId, event);
    });
    return written(target, [...newest.values()]);
  },
  'scan of keys, then newest': async (target) => {
    const pets = new Set<string>();
    await scanned(target, { ProjectionExpression: 'petId, version' }, ({ petId }) => pets.add(String(petId)));
    return written(target, await newestOf(target, [...pets]));
  },
  'skip scan, then newest': async (target) => {
    const pets: string[] = [];
    let after: Record<string, unknown> | undefined;
    while (true) {
      const { Items } = await target.client.send(
        new ScanCommand({
          TableName: target.eventsTable,
          Limit: 1,
          ProjectionExpression: 'petId',
          ExclusiveStartKey: after,
        }),
      );
      if (!Items?.length) break;
      pets.push(String(Items[0]!.petId));
      after = { petId: Items[0]!.petId, version: Number.MAX_SAFE_INTEGER };
    }
    return written(target, await newestOf(target, pets));
  },
  // What event stores do that read a stream whole: each pet's events are folded, its row is put.
  [FOLD]: async (target) => {
    const pets: string[] = [];
    const lives = { IndexName: 'lives', ProjectionExpression: 'petId' };
    await scanned(target, lives, ({ petId }) => pets.push(String(petId)));
    await concurrently(FOLDS_AT_ONCE, pets, async (petId) => {
      let newest: RecordedPetEvent | undefined;
      let state: PetAttributes | null = null;
      for await (const event of target.store.read(petId)) {
        state = evolve(state, event);
        newest = event;
      }
      const row = rowOf(petsProjection, { ...newest!, state });
      await target.client.send(new PutCommand({ TableName: target.nameOf(tables.pets), Item: row }));
    });
    return pets.length;
  },
  [REBUILD]: async (target) => {
    const options = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null };
    const tasks = await rebuildHere(target, { ...options, segments: SEGMENTS, progress: () => {} });
    return tasks.reduce((sum, { totals }) => sum + totals.written, 0);
  },
};

const SEGMENTS = 4;
const CONCURRENCY = 64;
const FOLDS_AT_ONCE = 16;

async function scanned(target: Target, more: object, take: (item: Record<string, unknown>) => void): Promise<void> {
  const segment = async (Segment: number) => {
    const scan = { TableName: target.eventsTable, Segment, TotalSegments: SEGMENTS, ...more };
    for await (const { Items } of paginateScan({ client: target.client }, scan)) for (const item of Items!) take(item);
  };
  await Promise.all(Array.from({ length: SEGMENTS }, (_, n) => segment(n)));
}

async function newestOf({ client, eventsTable }: Target, petIds: readonly string[]): Promise<RecordedPetEvent[]> {
  const events: RecordedPetEvent[] = [];
  await concurrently(CONCURRENCY, petIds, async (petId) => {
    const { Items } = await client.send(
      new QueryCommand({
        TableName: eventsTable,
        ConsistentRead: true,
        KeyConditionExpression: 'petId = :petId',
        ExpressionAttributeValues: { ':petId': petId },
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    events.push(fromItem(petStream, Items![0]));
  });
  return events;
}

async function written({ readModels }: Target, events: readonly RecordedPetEvent[]): Promise<number> {
  const rows = events.map((event) => rowOf(petsProjection, event));
  const { fault } = await readModels[0]!.rows.write(rows, () => 'missing');
  if (fault) throw fault;
  return events.length;
}

import { paginateScan, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { rebuildHere } from '../src/cli/rebuildHere.ts';
import type { Target } from '../src/cli/target.ts';
import type { RecordedEvent } from '../src/events/recordedEvent.ts';
import { fromItem } from '../src/events/storedEvent.ts';
import { concurrently } from '../src/projections/concurrently.ts';
import { petRow } from '../src/projections/petRow.ts';
import { writeRows } from '../src/projections/petRows.ts';

/** Ways to find every pet's newest event; all write their rows alike. Each returns the number of pets. */
export const ways: Record<string, (target: Target) => Promise<number>> = {
  'full scan': async (target) => {
    const newest = new Map<string, RecordedEvent>();
    await scanned(target, {}, (item) => {
      const event = fromItem(item);
      if (event.version > (newest.get(event.petId)?.version ?? 0)) newest.set(event.petId, event);
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
  'index of first events (the rebuild)': async (target) => {
    const options = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null };
    const tasks = await rebuildHere(target, { ...options, segments: SEGMENTS, progress: () => {} });
    return tasks.reduce((sum, { totals }) => sum + totals.pets, 0);
  },
};

const SEGMENTS = 4;
const CONCURRENCY = 64;

async function scanned(target: Target, more: object, take: (item: Record<string, unknown>) => void): Promise<void> {
  const segment = async (Segment: number) => {
    const scan = { TableName: target.eventsTable, Segment, TotalSegments: SEGMENTS, ...more };
    for await (const { Items } of paginateScan({ client: target.client }, scan)) for (const item of Items!) take(item);
  };
  await Promise.all(Array.from({ length: SEGMENTS }, (_, n) => segment(n)));
}

async function newestOf({ client, eventsTable }: Target, petIds: readonly string[]): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
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
    events.push(fromItem(Items![0]));
  });
  return events;
}

async function written({ client, petsTable }: Target, events: readonly RecordedEvent[]): Promise<number> {
  const { fault } = await writeRows(client, petsTable, events.map(petRow), () => 'missing');
  if (fault) throw fault;
  return events.length;
}

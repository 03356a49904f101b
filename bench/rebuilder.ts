import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../infra/local/createTables.ts';
import type { JsonObject } from '../src/domain/jsonValue.ts';
import type { PetEvent } from '../src/domain/petEvents.ts';
import { sealed, toItem } from '../src/eventStore/eventCodec.ts';
import { nextEventId, timeOf } from '../src/eventStore/nextEventId.ts';
import type { RecordedEvent } from '../src/eventStore/recordedEvent.ts';
import { rebuildStep } from '../src/projections/rebuildStep.ts';
import { RebuildTables } from '../src/projections/rebuildTables.ts';
import { rebuildTasks } from '../src/projections/rebuildTask.ts';
import { SCHEMA_VERSION } from '../src/streams/petStream.ts';
import { tables as layout } from '../src/tables.ts';

// The rebuild, for a lab that measures it beside others': `source` is its events table, laid out by `tables`, with items
// made by `format`.

export const source = layout.events.localName;

export const tables = (client: DynamoDBClient): Promise<void> =>
  createTable(client, { ...layout.events, indexes: { firsts: layout.events.indexes.firsts }, stream: false });

/** An event as the table holds it; all but its place in a chain is as the service writes it. */
export function format(
  petId: string,
  version: number,
  kind: 'c' | 'u',
  state: JsonObject,
  data: JsonObject,
  at: string,
): JsonObject {
  const eventId = nextEventId(undefined, Date.parse(at));
  const event =
    kind === 'c' ? { type: 'PetCreated', data: { pet: state } } : { type: 'PetUpdated', data: { changes: data } };
  return toItem(
    sealed({
      ...(event as PetEvent),
      eventId,
      petId,
      version,
      schemaVersion: SCHEMA_VERSION,
      occurredAt: timeOf(eventId),
      state: state as RecordedEvent['state'],
      createdEventId: eventId,
      metadata: { actor: 'lab', requestId: 'lab', correlationId: 'lab' },
      previousHash: null,
    }),
  );
}

const SEGMENTS = 4;

export async function rebuild({ endpoint, table }: { endpoint: string; table: string }) {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const reader = new RebuildTables(
    DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    source,
    table,
  );
  const options = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null };
  const tasks = rebuildTasks(SEGMENTS, options).filter(({ part }) => part === 'pets');
  const done = await Promise.all(
    tasks.map(async (task) => {
      let current = task;
      while (!current.done) current = await rebuildStep(reader, current);
      return current.totals;
    }),
  );
  const sum = (name: 'events' | 'pets') => done.reduce((total, totals) => total + totals[name], 0);
  return { events: sum('events'), pets: sum('pets') };
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../infra/local/createTables.ts';
import { rebuildContext } from '../src/cli/target.ts';
import type { JsonObject } from '../src/domain/jsonValue.ts';
import type { PetEvent } from '../src/domain/petEvents.ts';
import { decodedInstant, nextEventId } from '../src/eventStore/nextEventId.ts';
import { seal } from '../src/eventStore/seal.ts';
import { schemaVersionOf } from '../src/eventStore/streamKind.ts';
import { planRebuild } from '../src/projections/planRebuild.ts';
import { rebuildStep } from '../src/projections/rebuildStep.ts';
import { petStream, type RecordedPetEvent } from '../src/streams/petStream.ts';
import { tables as layout } from '../src/tables.ts';

// The rebuild, for a lab that measures it beside others': `source` is its events table, laid out by `tables`, with items
// made by `format`.

export const source = layout.events.localName;

export const tables = (client: DynamoDBClient): Promise<void> =>
  createTable(client, { ...layout.events, indexes: { lives: layout.events.indexes.lives }, stream: false });

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
  return seal(petStream, {
    ...(event as PetEvent),
    eventId,
    streamId: petId,
    version,
    schemaVersion: schemaVersionOf(petStream),
    occurredAt: decodedInstant(eventId),
    state: state as RecordedPetEvent['state'],
    createdEventId: eventId,
    metadata: { actor: 'lab', requestId: 'lab', correlationId: 'lab' },
    previousHash: null,
  }).item;
}

const SEGMENTS = 4;

export async function rebuild({ endpoint, table }: { endpoint: string; table: string }) {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const target = {
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    nameOf: () => table,
    eventsTable: source,
  };
  const options = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null };
  const request = { ...options, segments: SEGMENTS };
  const tasks = (await planRebuild(rebuildContext(target), request)).filter(({ part }) => part === 'streams');
  const done = await Promise.all(
    tasks.map(async (task) => {
      const context = rebuildContext(target);
      let current = task;
      while (!current.done) current = await rebuildStep(context, current);
      return current.totals;
    }),
  );
  const sum = (name: 'events' | 'streams') => done.reduce((total, totals) => total + totals[name], 0);
  return { events: sum('events'), pets: sum('streams') };
}

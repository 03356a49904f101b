import { expect, test } from 'vitest';
import { petsOfOwner } from '../../src/cli/petsOfOwner.ts';
import { dynamoIdempotencyKeys } from '../../src/commands/dynamoIdempotencyKeys.ts';
import { dynamoPetStore } from '../../src/consumer/dynamoPetStore.ts';
import { dynamoDb } from '../../src/dynamo/dynamoDb.ts';
import { dynamoEventStore } from '../../src/eventStore/dynamoEventStore.ts';
import { dynamoStreamCatalog } from '../../src/eventStore/dynamoStreamCatalog.ts';
import { dynamoLogStore } from '../../src/log/dynamoLogStore.ts';
import { dynamoRowStore } from '../../src/projections/dynamoRowStore.ts';
import { petsProjection } from '../../src/projections/petRow.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';

// The engine's reads are always consistent, so only the requests can tell what was asked for.
useEngine();

/** What the requests of some work say of ConsistentRead. */
async function consistencyOf(work: (client: ReturnType<typeof dynamoDb>) => Promise<unknown>): Promise<unknown[]> {
  const client = dynamoDb();
  const asked: unknown[] = [];
  client.middlewareStack.add(
    (next) => async (args) => {
      const { ConsistentRead, RequestItems } = args.input as {
        ConsistentRead?: boolean;
        RequestItems?: Record<string, { ConsistentRead?: boolean }>;
      };
      asked.push(
        ...(RequestItems ? Object.values(RequestItems).map((table) => table.ConsistentRead) : [ConsistentRead]),
      );
      return next(args);
    },
    { step: 'build', name: 'consistency' },
  );
  await work(client);
  return asked;
}
async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

const store = (client: ReturnType<typeof dynamoDb>) => dynamoEventStore(client, 'Events', petStream);
const catalog = (client: ReturnType<typeof dynamoDb>) => dynamoStreamCatalog(client, 'Events', petStream);
const log = (client: ReturnType<typeof dynamoDb>) => dynamoLogStore(client, 'Log', 'log.example/1');
const rows = (client: ReturnType<typeof dynamoDb>) => dynamoRowStore(client, 'Pets', petsProjection);

test.each<[string, (client: ReturnType<typeof dynamoDb>) => Promise<unknown>]>([
  ["a stream's newest event", (client) => store(client).newest('rex')],
  ['an event by its version', (client) => store(client).at('rex', 1)],
  ['an event as of a version', (client) => store(client).asOf('rex', 1)],
  ['the events of a stream', (client) => drain(store(client).read('rex'))],
  ["a stream's newest event, for a rebuild", (client) => catalog(client).newestReadable('rex')],
  ['the items of a stream, for verify', (client) => drain(catalog(client).items('rex'))],
  ['the events of rows that may be stray', (client) => catalog(client).heads([{ streamId: 'rex', version: 1 }], true)],
  ['a row, for verify', (client) => rows(client).row('rex')],
  ['the head of a row that is checked', (client) => rows(client).heads(['rex'], true)],
  ['the newest batch of the log', (client) => drain(log(client).newestBatches())],
  ['places in the log', (client) => log(client).places([{ streamId: 'rex', version: 1 }])],
  ["a stream's newest version in the log", (client) => log(client).newestVersion('rex')],
  ['the newest checkpoint', (client) => log(client).newestCheckpoint()],
  ["a pet of a consumer's own", (client) => dynamoPetStore(client, 'Pets').load('rex')],
  ['the pets of an owner', (client) => petsOfOwner({ client, eventsTable: 'Events' }, 'ann', 1, () => {})],
  ['an Idempotency-Key', (client) => dynamoIdempotencyKeys(client, 'Idempotency').find('k')],
])('%s is read strongly consistent', async (_, read) => {
  expect(await consistencyOf(read)).toEqual([true]);
});

test.each<[string, (client: ReturnType<typeof dynamoDb>) => Promise<unknown>]>([
  ['the rows that a rebuild looks at', (client) => rows(client).heads(['rex'], false)],
  ['the events behind them', (client) => catalog(client).heads([{ streamId: 'rex', version: 2 }], false)],
])('%s are not, which costs half', async (_, read) => {
  expect(await consistencyOf(read)).toEqual([false]);
});

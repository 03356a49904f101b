import { existsSync, renameSync, rmSync } from 'node:fs';
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  paginateScan,
  UpdateTableCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { STREAM_FUNCTIONS } from '../../src/functions.ts';
import { type Table, tables } from '../../src/tables.ts';
import type { Checkpoints } from './checkpoints.ts';
import { createTables } from './createTables.ts';
import { startEngine } from './engine.ts';
import { isDelivered } from './isDelivered.ts';

/** As many as a BatchWriteItem request takes. */
const BATCH = 25;

/**
 * Copies what the tables hold into a new database, which then takes the place of the old one. The old one also has what
 * was removed from them: the engine keeps every record of a stream, and does not overwrite what it frees. The new one has
 * a stream without records, so all of the old one's must have been delivered. Throws where they were not, and leaves the
 * old database as it was. `finishErasures` removes from the tables of an engine what was erased and is still there; what
 * its stream tells of that, no consumer needs.
 */
export async function compact(
  database: string,
  checkpoints: Checkpoints,
  finishErasures: (endpoint: string) => Promise<void>,
): Promise<void> {
  const fresh = `${database}.new`;
  remove(fresh);
  const [old, copy] = await Promise.all([startEngine(database), startEngine(fresh)]);
  try {
    const streams = new DynamoDBStreamsClient(configOf(old.endpoint));
    if (!(await isDelivered(streams, tables.events.localName, STREAM_FUNCTIONS, checkpoints)))
      throw new Error('Some changes were not delivered yet. Start without --compact, wait for them, and try again.');
    await finishErasures(old.endpoint);
    const [from, to] = [old, copy].map(({ endpoint }) => new DynamoDBClient(configOf(endpoint))) as [
      DynamoDBClient,
      DynamoDBClient,
    ];
    await createTables(to, { streams: false });
    for (const table of Object.values<Table>(tables)) await copyTable(from, to, table);
  } finally {
    await Promise.all([old.stop(), copy.stop()]);
  }
  // The engine has written its journals into the databases when it ends as it should.
  if (existsSync(`${database}-wal`) || existsSync(`${fresh}-wal`))
    throw new Error(`The engine did not end as it should, so ${database} is left as it was. Try again.`);
  renameSync(fresh, database);
}

async function copyTable(from: DynamoDBClient, to: DynamoDBClient, { localName, stream }: Table): Promise<void> {
  const scan = { TableName: localName, ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client: from, pageSize: BATCH }, scan))
    await putAll(
      to,
      localName,
      Items.map((Item) => ({ PutRequest: { Item } })),
    );
  if (!stream) return;
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
  await to.send(new UpdateTableCommand({ TableName: localName, StreamSpecification }));
}

async function putAll(client: DynamoDBClient, table: string, requests: WriteRequest[]): Promise<void> {
  for (let left = requests; left.length > 0; ) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
    left = UnprocessedItems?.[table] ?? [];
  }
}

const configOf = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

function remove(database: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true });
}

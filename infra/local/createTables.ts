import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  type Projection,
  paginateListTables,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { type Index, type Table, tables } from '../../src/tables.ts';

/**
 * Creates the service's tables where they are missing, and returns the names of those; `streams: false` leaves their
 * streams off.
 */
export async function createTables(client: DynamoDBClient, { streams = true } = {}): Promise<string[]> {
  const existing = new Set<string>();
  for await (const { TableNames } of paginateListTables({ client }, {})) {
    for (const name of TableNames ?? []) existing.add(name);
  }
  const missing = Object.values<Table>(tables).filter((table) => !existing.has(table.localName));
  await Promise.all(missing.map((table) => createTable(client, { ...table, stream: table.stream && streams })));
  return missing.map(({ localName }) => localName);
}

export async function createTable(client: DynamoDBClient, table: Table): Promise<void> {
  const TableName = table.localName;
  await client.send(new CreateTableCommand(createInput(table)));
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 1 }, { TableName });
  if (!table.timeToLive) return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true },
    }),
  );
}

function createInput(table: Table): CreateTableCommandInput {
  const indexes = Object.entries(table.indexes);
  const keys = [table, ...Object.values(table.indexes)].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  const attributes = new Map(keys.flatMap((key) => (key ? [[key.name, key.type] as const] : [])));
  return {
    TableName: table.localName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: keySchema(table),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keySchema(index),
        Projection: projectionOf(index),
      })),
    }),
    ...(table.stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
  };
}

function projectionOf({ holds }: Index): Projection {
  if (holds === undefined) return { ProjectionType: 'ALL' };
  return holds.length === 0
    ? { ProjectionType: 'KEYS_ONLY' }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...holds] };
}

function keySchema({
  partitionKey,
  sortKey,
}: Pick<Table, 'partitionKey' | 'sortKey'>): CreateTableCommandInput['KeySchema'] {
  return [
    { AttributeName: partitionKey.name, KeyType: 'HASH' },
    ...(sortKey ? [{ AttributeName: sortKey.name, KeyType: 'RANGE' as const }] : []),
  ];
}

import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  paginateListTables,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { type Table, tables } from '../../src/tables.ts';

/** Tables that were made by code before 0.1.0, which stored items in another shape. */
export class OlderTables extends Error {}

/**
 * Creates the service's tables where they are missing, and returns the names of those; `streams: false` leaves their
 * streams off. Throws `OlderTables`.
 */
export async function createTables(client: DynamoDBClient, { streams = true } = {}): Promise<string[]> {
  const existing = new Set<string>();
  for await (const { TableNames } of paginateListTables({ client }, {})) {
    for (const name of TableNames ?? []) existing.add(name);
  }
  const all = Object.values<Table>(tables);
  const missing = all.filter((table) => !existing.has(table.localName));
  for (const table of all) if (!missing.includes(table)) await refuseOlder(client, table);
  await Promise.all(missing.map((table) => createTable(client, { ...table, stream: table.stream && streams })));
  return missing.map(({ localName }) => localName);
}

async function refuseOlder(client: DynamoDBClient, { localName, indexes }: Table): Promise<void> {
  const { Table: there } = await client.send(new DescribeTableCommand({ TableName: localName }));
  const names = new Set(there?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  const lacking = Object.keys(indexes).find((name) => !names.has(name));
  if (lacking !== undefined) throw new OlderTables(`the table ${localName} has no index ${lacking}`);
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
        Projection: { ProjectionType: index.keysOnly ? 'KEYS_ONLY' : 'ALL' },
      })),
    }),
    ...(table.stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } }),
  };
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

import { BatchExecuteStatementCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { insert } from '../events/insert.ts';
import { Unavailable } from '../faults.ts';
import type { PetRow } from './petRow.ts';

/** DynamoDB takes this many statements in one BatchExecuteStatement. */
const STATEMENTS_PER_REQUEST = 25;
/** Requests under way at once. */
const CONCURRENCY = 16;

/**
 * Writes rows of distinct pets, each only where it is newer than what the table holds (or as new, but made by an older
 * projection): any duplication and any order of events leads to the same table. One write a row; first versions, which
 * are new rows but for repetitions, travel 25 in one request.
 *
 * Returns the rows that could not be written, and the fault that stopped the work; whatever follows a fault is not tried.
 */
export async function writeRows(
  client: DynamoDBDocumentClient,
  table: string,
  rows: readonly PetRow[],
): Promise<{ unwritten: Set<PetRow>; fault?: unknown }> {
  const unwritten = new Set(rows);
  const inserts = chunked(
    rows.filter((row) => row.version === 1),
    STATEMENTS_PER_REQUEST,
  );
  const writes = [
    ...inserts.map((chunk) => async () => {
      const existing = await insertRows(client, table, chunk);
      for (const row of chunk) if (!existing.has(row)) unwritten.delete(row);
      for (const row of existing) writes.push(() => put(row));
    }),
    ...rows.filter((row) => row.version > 1).map((row) => () => put(row)),
  ];
  const put = async (row: PetRow) => {
    await putIfNewer(client, table, row);
    unwritten.delete(row);
  };

  let fault: unknown;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let write = writes.shift(); write && !fault; write = writes.shift()) {
        await write().catch((error) => {
          fault ??= error;
        });
      }
    }),
  );
  return { unwritten, fault };
}

/** Returns the rows whose pets had a row already. */
async function insertRows(
  client: DynamoDBDocumentClient,
  table: string,
  rows: readonly PetRow[],
): Promise<Set<PetRow>> {
  const { Responses = [] } = await client.send(
    new BatchExecuteStatementCommand({
      Statements: rows.map((row) => insert(table, row)),
    }),
  );
  return new Set(
    rows.filter((_, index) => {
      const code = Responses[index]?.Error?.Code;
      if (code && code !== 'DuplicateItem') throw new Unavailable(`the Pets table refused a row: ${code}`);
      return code === 'DuplicateItem';
    }),
  );
}

async function putIfNewer(client: DynamoDBDocumentClient, table: string, row: PetRow): Promise<void> {
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: row,
        ConditionExpression:
          'attribute_not_exists(petId) OR version < :version OR (version = :version AND #projection < :projection)',
        ExpressionAttributeNames: { '#projection': 'projection' },
        ExpressionAttributeValues: { ':version': row.version, ':projection': row.projection },
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
  }
}

function chunked<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

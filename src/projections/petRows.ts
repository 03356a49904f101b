import { BatchExecuteStatementCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { insert } from '../events/insert.ts';
import { Unavailable } from '../faults.ts';
import { unitsOf } from './consumption.ts';
import type { PetRow } from './petRow.ts';

/** DynamoDB takes this many statements in one BatchExecuteStatement. */
const STATEMENTS_PER_REQUEST = 25;
/** Requests under way at once. */
const CONCURRENCY = 16;

interface Outcome {
  unwritten: Set<PetRow>;
  /** How many rows the table got, not counting those that it held already. */
  changed: number;
  writeUnits: number;
  fault?: unknown;
}

/**
 * Writes rows of distinct pets, each only where it is newer than what the table holds (or as new, but made by an older
 * projection): any duplication and any order of events leads to the same table. One write a row; rows that are expected
 * to be new, without a word the first versions, travel 25 in one request.
 *
 * Returns the rows that could not be written, and the fault that stopped the work; whatever follows a fault is not tried.
 */
export async function writeRows(
  client: DynamoDBDocumentClient,
  table: string,
  rows: readonly PetRow[],
  isNew = (row: PetRow) => row.version === 1,
): Promise<Outcome> {
  const unwritten = new Set(rows);
  const inserts = chunked(rows.filter(isNew), STATEMENTS_PER_REQUEST);
  let changed = 0;
  let writeUnits = 0;
  const writes = [
    ...inserts.map((chunk) => async () => {
      const { existing, units } = await insertRows(client, table, chunk);
      for (const row of chunk) if (!existing.has(row)) unwritten.delete(row);
      for (const row of existing) writes.push(() => put(row));
      changed += chunk.length - existing.size;
      writeUnits += units;
    }),
    ...rows.filter((row) => !isNew(row)).map((row) => () => put(row)),
  ];
  const put = async (row: PetRow) => {
    const units = await putIfNewer(client, table, row);
    unwritten.delete(row);
    if (units === undefined) return;
    changed++;
    writeUnits += units;
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
  return { unwritten, changed, writeUnits, fault };
}

/** Inserts rows; tells which of the pets had a row already. */
async function insertRows(
  client: DynamoDBDocumentClient,
  table: string,
  rows: readonly PetRow[],
): Promise<{ existing: Set<PetRow>; units: number }> {
  const { Responses = [], ConsumedCapacity } = await client.send(
    new BatchExecuteStatementCommand({
      Statements: rows.map((row) => insert(table, row)),
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  const existing = new Set(
    rows.filter((_, index) => {
      const code = Responses[index]?.Error?.Code;
      if (code && code !== 'DuplicateItem') throw new Unavailable(`the Pets table refused a row: ${code}`);
      return code === 'DuplicateItem';
    }),
  );
  return { existing, units: unitsOf(ConsumedCapacity) };
}

/** Returns the write units that it took; undefined where the table holds the row already, or a newer one. */
async function putIfNewer(client: DynamoDBDocumentClient, table: string, row: PetRow): Promise<number | undefined> {
  try {
    const { ConsumedCapacity } = await client.send(
      new PutCommand({
        TableName: table,
        Item: row,
        ConditionExpression:
          'attribute_not_exists(petId) OR version < :version OR (version = :version AND #projection < :projection)',
        ExpressionAttributeNames: { '#projection': 'projection' },
        ExpressionAttributeValues: { ':version': row.version, ':projection': row.projection },
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    return unitsOf(ConsumedCapacity);
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
    return undefined;
  }
}

function chunked<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

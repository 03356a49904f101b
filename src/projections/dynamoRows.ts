import { BatchExecuteStatementCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { insert, type Statement } from '../dynamo/insert.ts';
import { unitsOf } from '../dynamo/unitsOf.ts';
import { Unavailable } from '../faults.ts';
import { isLive, type LivePetRow, type PetRow } from './petRow.ts';

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

/** What the table is expected to hold of a row's pet: nothing, the row of an earlier event, or an older projection's. */
export type Standing = 'missing' | 'behind' | 'outdated';

/**
 * Writes rows of distinct pets, each only where it is newer than what the table holds (or as new, but made by an older
 * projection): any duplication and any order of events leads to the same table. One write a row; rows that are expected
 * to be new, without a word the first versions, and newer rows of live pets travel 25 in one request. What such a
 * statement is refused, as the table holds something else than expected, is put on its own.
 *
 * Returns the rows that could not be written, and the fault that stopped the work; whatever follows a fault is not tried.
 */
export async function writeRows(
  client: DynamoDBDocumentClient,
  table: string,
  rows: readonly PetRow[],
  standingOf = (row: PetRow): Standing => (row.version === 1 ? 'missing' : 'behind'),
): Promise<Outcome> {
  const unwritten = new Set(rows);
  let changed = 0;
  let writeUnits = 0;
  const [together, alone] = statementsFor(table, rows, standingOf);
  const writes = [
    ...chunked(together, STATEMENTS_PER_REQUEST).map((chunk) => async () => {
      const { refused, units } = await writeTogether(client, chunk);
      for (const { row } of chunk) if (!refused.has(row)) unwritten.delete(row);
      for (const row of refused) writes.push(() => put(row));
      changed += chunk.length - refused.size;
      writeUnits += units;
    }),
    ...alone.map((row) => () => put(row)),
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

interface RowStatement {
  row: PetRow;
  statement: Statement;
}

/** The rows that a statement can write, with it, and the others. */
function statementsFor(
  table: string,
  rows: readonly PetRow[],
  standingOf: (row: PetRow) => Standing,
): [RowStatement[], PetRow[]] {
  const together: RowStatement[] = [];
  const alone: PetRow[] = [];
  for (const row of rows) {
    const standing = standingOf(row);
    if (standing === 'missing') together.push({ row, statement: insert(table, row) });
    else if (standing === 'behind' && isLive(row)) together.push({ row, statement: updateOfLife(table, row) });
    else alone.push(row);
  }
  return [together, alone];
}

/**
 * Brings the row of a live pet up to a later event of the same life: what else the row holds stays as it is then. The
 * condition leaves out tombstones, whose attributes an update would not remove.
 */
function updateOfLife(table: string, row: LivePetRow): Statement {
  const { petId, createdEventId, version, eventId, projection, pet, typeShard } = row;
  return {
    Statement:
      `UPDATE "${table}" SET "version" = ?, "eventId" = ?, "projection" = ?, "pet" = ?, "typeShard" = ? ` +
      'WHERE "petId" = ? AND "createdEventId" = ? AND "version" < ?',
    Parameters: [version, eventId, projection, pet, typeShard, petId, createdEventId, version],
  };
}

/** Sends statements in one request; tells which rows the table's own kept out. */
async function writeTogether(
  client: DynamoDBDocumentClient,
  statements: readonly RowStatement[],
): Promise<{ refused: Set<PetRow>; units: number }> {
  const { Responses = [], ConsumedCapacity } = await client.send(
    new BatchExecuteStatementCommand({
      Statements: statements.map(({ statement }) => statement),
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  const refused = new Set<PetRow>();
  for (const [index, { row }] of statements.entries()) {
    const code = Responses[index]?.Error?.Code;
    if (code === 'DuplicateItem' || code === 'ConditionalCheckFailed') refused.add(row);
    else if (code) throw new Unavailable(`the Pets table refused a row: ${code}`);
  }
  return { refused, units: unitsOf(ConsumedCapacity) };
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

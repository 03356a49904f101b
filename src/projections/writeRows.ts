import { BatchExecuteStatementCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { chunked } from '../dynamo/chunked.ts';
import { concurrently } from '../dynamo/concurrently.ts';
import { insert, type Statement } from '../dynamo/insert.ts';
import { Meter } from '../dynamo/meter.ts';
import { Unavailable } from '../faults/unavailable.ts';
import type { Projection, Row } from './projection.ts';
import type { Standing, WriteOutcome } from './rowStore.ts';

/** DynamoDB takes this many statements in one BatchExecuteStatement. */
const STATEMENTS_PER_REQUEST = 25;
/** Requests under way at once. */
const CONCURRENCY = 16;

/** The codes of statements that the table's own rows kept out (API reference, "BatchStatementError"). */
const KEPT_OUT = new Set<string | undefined>(['DuplicateItem', 'ConditionalCheckFailed']);

type Layout = Pick<Projection, 'table' | 'columns'>;

/**
 * Writes rows as `RowStore.write` says, one write a row. Rows that are expected to be new, and newer ones of streams that
 * have one, travel 25 in one request. What such a statement is refused, as the table holds something else than expected,
 * is put on its own.
 */
export async function writeRows(
  client: DynamoDBDocumentClient,
  table: string,
  layout: Layout,
  rows: readonly Row[],
  standingOf = (row: Row): Standing => (row.version === 1 ? 'missing' : 'behind'),
): Promise<WriteOutcome> {
  const meter = new Meter();
  const outcome: WriteOutcome = { unwritten: new Set(rows), changed: 0, writeUnits: 0 };
  const written = (row: Row, isChange: boolean) => {
    outcome.unwritten.delete(row);
    if (isChange) outcome.changed++;
  };

  const put = async (row: Row) => written(row, await putIfNewer(client, table, layout, row, meter));
  const putTogether = async (chunk: readonly Row[]) => {
    const Statements = chunk.map((row) =>
      standingOf(row) === 'missing' ? insert(table, row) : update(table, layout, row),
    );
    const output = await client.send(new BatchExecuteStatementCommand({ Statements, ...meter.request }));
    meter.count(output);
    for (const [index, row] of chunk.entries()) {
      const code = output.Responses?.[index]?.Error?.Code;
      if (!code) written(row, true);
      else if (KEPT_OUT.has(code)) work.push(() => put(row));
      else throw new Unavailable(`the table ${layout.table.localName} refused a row: ${code}`);
    }
  };
  const [together, alone] = [true, false].map((isTogether) =>
    rows.filter((row) => (standingOf(row) !== 'outdated') === isTogether),
  );
  const work = [
    ...chunked(together!, STATEMENTS_PER_REQUEST).map((chunk) => () => putTogether(chunk)),
    ...alone!.map((row) => () => put(row)),
  ];
  await concurrently(CONCURRENCY, work, (write) => write()).catch((fault: unknown) => {
    outcome.fault = fault;
  });
  outcome.writeUnits = meter.take();
  return outcome;
}

/**
 * Brings a row up to a later event: sets what the new row has, removes what only other rows have. What is the same in both,
 * as the keys of indexes mostly are, costs nothing.
 */
function update(table: string, { table: { partitionKey }, columns }: Layout, row: Row): Statement {
  const { [partitionKey.name]: id, ...attributes } = row;
  const set = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const removed = Object.keys(columns).filter((name) => attributes[name] === undefined);
  return {
    Statement:
      `UPDATE "${table}" SET ${set.map(([name]) => `"${name}" = ?`).join(', ')} ` +
      `${removed.length > 0 ? `REMOVE ${removed.map((name) => `"${name}"`).join(', ')} ` : ''}` +
      `WHERE "${partitionKey.name}" = ? AND "version" < ?`,
    Parameters: [...set.map(([, value]) => value), id, row.version],
  };
}

/** Whether the row was written: not where the table holds it already, or a newer one. */
async function putIfNewer(
  client: DynamoDBDocumentClient,
  table: string,
  { table: { partitionKey } }: Layout,
  row: Row,
  meter: Meter,
): Promise<boolean> {
  try {
    const output = await client.send(
      new PutCommand({
        TableName: table,
        Item: row,
        ConditionExpression:
          'attribute_not_exists(#id) OR version < :version OR (version = :version AND #projection < :projection)',
        ExpressionAttributeNames: { '#id': partitionKey.name, '#projection': 'projection' },
        ExpressionAttributeValues: { ':version': row.version, ':projection': row.projection },
        ...meter.request,
      }),
    );
    meter.count(output);
    return true;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
    return false;
  }
}

import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
  type DynamoDBDocumentClient,
  PutCommand,
} from '@aws-sdk/lib-dynamodb';
import { chunked } from '../dynamo/chunked.ts';
import { concurrently } from '../dynamo/concurrently.ts';
import type { Statement } from '../dynamo/insert.ts';
import { Meter } from '../dynamo/meter.ts';
import { Unavailable } from '../faults/unavailable.ts';
import type { Projection, Row } from './projection.ts';
import { RowStatements } from './rowStatements.ts';
import type { Standing, WriteOutcome } from './rowStore.ts';

/** DynamoDB takes this many statements in one BatchExecuteStatement, each of another item. */
const STATEMENTS_PER_REQUEST = 25;
/** Requests under way at once. */
const CONCURRENCY = 16;

/** The codes of statements that the table's own rows kept out (API reference, "BatchStatementError"). */
const KEPT_OUT = new Set<string | undefined>(['DuplicateItem', 'ConditionalCheckFailed']);
/** The code of a statement that was not understood. */
const NOT_UNDERSTOOD = 'ValidationError';

type Layout = Pick<Projection, 'table' | 'columns'>;

/**
 * Writes rows as `RowStore.write` says, one write a row. Rows that are expected to be new, and newer ones of streams that
 * have one, travel 25 in one request. What such a statement is refused, as the table holds something else than expected,
 * is put on its own. So is a row for which the table understands no statement: a dialect may cost time, and no row.
 */
export async function writeRows(
  client: DynamoDBDocumentClient,
  table: string,
  layout: Layout,
  rows: readonly Row[],
  standingOf = (row: Row): Standing => (row.version === 1 ? 'missing' : 'behind'),
): Promise<WriteOutcome> {
  const meter = new Meter();
  const statements = new RowStatements(client, table, layout);
  const outcome: WriteOutcome = { unwritten: new Set(rows), changed: 0, writeUnits: 0, withoutStatement: 0 };
  const written = (row: Row, isChange: boolean) => {
    statements.wasWritten(row);
    outcome.unwritten.delete(row);
    if (isChange) outcome.changed++;
  };

  const put = async (row: Row) => written(row, await putIfNewer(client, table, layout, row, meter));
  const putWithoutStatement = async (row: Row) => {
    await put(row);
    outcome.withoutStatement++;
  };
  const putTogether = async (chunk: readonly Row[]) => {
    const sent: [Row, Statement][] = [];
    for (const row of chunk) {
      const statement = statements.of(row, standingOf(row));
      if (statement) sent.push([row, statement]);
      else work.push(() => putWithoutStatement(row));
    }
    if (sent.length === 0) return;
    const output = await execute(
      client,
      sent.map(([, statement]) => statement),
      meter,
    );
    if (!output && sent.length > 1) {
      // Which of its statements a whole request was refused for, its halves tell.
      const halves = chunked(sent, Math.ceil(sent.length / 2));
      for (const half of halves) work.push(() => putTogether(half.map(([row]) => row)));
      return;
    }
    const misunderstood: Row[] = [];
    for (const [index, [row, statement]] of sent.entries()) {
      const code = output ? output.Responses?.[index]?.Error?.Code : NOT_UNDERSTOOD;
      if (!code) written(row, true);
      else if (KEPT_OUT.has(code)) work.push(() => put(row));
      else if (code === NOT_UNDERSTOOD) {
        statements.wasRefused(row, statement);
        misunderstood.push(row);
      } else throw new Unavailable(`the table ${layout.table.localName} refused a row: ${code}`);
    }
    if (misunderstood.length > 0) work.push(() => putTogether(misunderstood));
  };

  const [together, alone] = apart(rows, layout, standingOf);
  const work = [
    ...chunked(together, STATEMENTS_PER_REQUEST).map((chunk) => () => putTogether(chunk)),
    ...alone.map((row) => () => put(row)),
  ];
  await concurrently(CONCURRENCY, work, (write) => write()).catch((fault: unknown) => {
    outcome.fault = fault;
  });
  outcome.writeUnits = meter.take();
  return outcome;
}

/** Rows that statements can write, each of another stream as a request demands, and the others. */
function apart(rows: readonly Row[], { table }: Layout, standingOf: (row: Row) => Standing): [Row[], Row[]] {
  const seen = new Set<unknown>();
  const [together, alone]: [Row[], Row[]] = [[], []];
  for (const row of rows) {
    const id = row[table.partitionKey.name];
    (standingOf(row) === 'outdated' || seen.has(id) ? alone : together).push(row);
    seen.add(id);
  }
  return [together, alone];
}

/** What became of each statement; nothing where the request was refused as a whole. */
async function execute(
  client: DynamoDBDocumentClient,
  Statements: Statement[],
  meter: Meter,
): Promise<BatchExecuteStatementCommandOutput | undefined> {
  try {
    const output = await client.send(new BatchExecuteStatementCommand({ Statements, ...meter.request }));
    meter.count(output);
    return output;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ValidationException')) throw error;
    return undefined;
  }
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

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { insert, type Statement } from '../dynamo/insert.ts';
import type { Projection, Row } from './projection.ts';
import type { Standing } from './rowStore.ts';

/** API reference, "BatchStatementRequest". */
const LONGEST_STATEMENT = 8192;

/** What the tables of a client did not understand. A text holds no values, so it is never understood later either. */
const refusedTexts = new WeakMap<DynamoDBDocumentClient, Set<string>>();

/**
 * The statements that write rows into a table. Where the table does not understand one, there may be another; a function
 * instance does not send such a text again.
 */
export class RowStatements {
  private readonly table: string;
  private readonly layout: Pick<Projection, 'table' | 'columns'>;
  private readonly refused: Set<string>;
  /** What was refused of a row, until its being written in another way shows that it was not the row's own fault. */
  private readonly suspected = new Map<Row, string[]>();

  constructor(client: DynamoDBDocumentClient, table: string, layout: Pick<Projection, 'table' | 'columns'>) {
    this.table = table;
    this.layout = layout;
    this.refused = refusedTexts.get(client) ?? new Set();
    refusedTexts.set(client, this.refused);
  }

  /** The statement to write a row with; none where the table understands none. */
  of(row: Row, standing: Standing): Statement | undefined {
    const statements = standing === 'missing' ? [insert(this.table, row)] : updates(this.table, this.layout, row);
    const suspected = this.suspected.get(row) ?? [];
    return statements.find(
      ({ Statement: text }) => text.length <= LONGEST_STATEMENT && !this.refused.has(text) && !suspected.includes(text),
    );
  }

  wasRefused(row: Row, { Statement: text }: Statement): void {
    this.suspected.set(row, [...(this.suspected.get(row) ?? []), text]);
  }

  wasWritten(row: Row): void {
    for (const text of this.suspected.get(row) ?? []) this.refused.add(text);
  }
}

/**
 * Bring a row up to a later event: set what the new row has, remove what only other rows have. What is the same in both,
 * as the keys of indexes mostly are, costs nothing.
 *
 * There are two ways to say it, as lists or with a clause for each attribute, and the embedded engine takes the first
 * alone. DynamoDB's documents show both for SET, and neither for REMOVE ("PartiQL update statements for DynamoDB").
 */
function updates(
  table: string,
  { table: { partitionKey }, columns }: Pick<Projection, 'table' | 'columns'>,
  row: Row,
): Statement[] {
  const { [partitionKey.name]: id, ...attributes } = row;
  const set = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const removed = Object.keys(columns).filter((name) => attributes[name] === undefined);
  const Parameters = [...set.map(([, value]) => value), id, row.version];
  return [inLists, inClauses].map((written) => {
    const sets = set.map(([name]) => `"${name}" = ?`);
    const removals = removed.map((name) => `"${name}"`);
    const changes = `${written('SET', sets)}${written('REMOVE', removals)}`;
    return { Statement: `UPDATE "${table}" ${changes}WHERE "${partitionKey.name}" = ? AND "version" < ?`, Parameters };
  });
}

const inLists = (keyword: string, actions: readonly string[]): string =>
  actions.length > 0 ? `${keyword} ${actions.join(', ')} ` : '';

const inClauses = (keyword: string, actions: readonly string[]): string =>
  actions.map((action) => `${keyword} ${action} `).join('');

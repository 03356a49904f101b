import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Table, tables } from '../../src/tables.ts';

/**
 * What tells, in a few words, that a table was made by older code, whose items this code can't read; undefined where none
 * was. Those that were just `created` are not looked at. Until 0.1.0 stored items change their shape with the indexes.
 */
export async function olderTable(client: DynamoDBClient, created: readonly string[]): Promise<string | undefined> {
  for (const { localName, indexes } of Object.values<Table>(tables)) {
    if (created.includes(localName)) continue;
    const { Table: there } = await client.send(new DescribeTableCommand({ TableName: localName }));
    const names = new Set(there?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
    const lacking = Object.keys(indexes).find((name) => !names.has(name));
    if (lacking !== undefined) return `the table ${localName} has no index ${lacking}`;
  }
  return undefined;
}

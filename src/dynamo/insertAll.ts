import { BatchExecuteStatementCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../faults/unavailable.ts';
import { backOff } from './backOff.ts';
import { chunked } from './chunked.ts';
import { concurrently } from './concurrently.ts';
import { insert } from './insert.ts';

/** BatchExecuteStatement takes this many statements, each of another item. */
const STATEMENTS_PER_REQUEST = 25;
const CONCURRENCY = 8;
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1_000;

/** Inserts the items whose keys are free, 25 in a request. What throttling keeps out is tried again. Throws `Unavailable`. */
export async function insertAll(
  client: DynamoDBDocumentClient,
  table: string,
  items: readonly object[],
): Promise<void> {
  await concurrently(CONCURRENCY, chunked(items, STATEMENTS_PER_REQUEST), async (chunk) => {
    let left = chunk;
    for (let attempt = 1; ; attempt++) {
      const Statements = left.map((item) => insert(table, item));
      const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
      const faults = left.map((_, index) => Responses[index]?.Error);
      left = left.filter((_, index) => faults[index] && faults[index].Code !== 'DuplicateItem');
      if (left.length === 0) return;
      if (attempt === ATTEMPTS)
        throw new Unavailable('DynamoDB did not take all items', { cause: faults.find((fault) => fault) });
      await backOff(attempt, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
    }
  });
}

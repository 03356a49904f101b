import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type DynamoDBDocumentClient,
} from '@aws-sdk/lib-dynamodb';
import { chunked } from './chunked.ts';
import { concurrently } from './concurrently.ts';
import type { Meter } from './meter.ts';
import { onlyAttributes } from './onlyAttributes.ts';

type Item = Record<string, unknown>;

/** BatchGetItem takes this many keys. */
const KEYS_PER_REQUEST = 100;
const CONCURRENCY = 16;

/** Reads the items with these keys that are there, in any order; with `attributes`, those alone. */
export async function batchGet(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Item[],
  { attributes, consistent, meter }: { attributes?: readonly string[]; consistent: boolean; meter?: Meter | undefined },
): Promise<Item[]> {
  const found: Item[] = [];
  const request = { ConsistentRead: consistent, ...(attributes && onlyAttributes(attributes)) };
  await concurrently(CONCURRENCY, chunked(keys, KEYS_PER_REQUEST), async (chunk) => {
    // What a response leaves out, for its size or the table's capacity, is asked for again.
    let left: BatchGetCommandInput['RequestItems'] = { [table]: { Keys: chunk, ...request } };
    while (left?.[table]) {
      const output: BatchGetCommandOutput = await client.send(
        new BatchGetCommand({ RequestItems: left, ...meter?.request }),
      );
      found.push(...(output.Responses?.[table] ?? []));
      meter?.count(output);
      left = output.UnprocessedKeys;
    }
  });
  return found;
}

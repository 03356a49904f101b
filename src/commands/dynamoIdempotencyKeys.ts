import { DeleteCommand, type DynamoDBDocumentClient, ExecuteStatementCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { insert } from '../dynamo/insert.ts';
import { pastConflicts } from '../dynamo/pastConflicts.ts';
import type { IdempotencyKeys, KeyRecord } from './idempotencyKeys.ts';

/** How long a key is kept: clients that repeat a request do so within minutes, or at most when they are back at work. */
const KEPT_FOR_SECONDS = 24 * 3600;

/** `expiresAt` is in seconds since 1970. DynamoDB deletes expired items within days, so readers have to look. */
type StoredRecord = KeyRecord & { expiresAt: number };

/** The keys in a table laid out as `tables.idempotency`. */
export function dynamoIdempotencyKeys(client: DynamoDBDocumentClient, table: string): IdempotencyKeys {
  const now = () => Math.floor(Date.now() / 1000);
  const expiring = (record: KeyRecord): StoredRecord => ({ ...record, expiresAt: now() + KEPT_FOR_SECONDS });

  return {
    async find(key) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: { key }, ConsistentRead: true }));
      const record = Item as StoredRecord | undefined;
      if (!record || record.expiresAt > now()) return record;
      await removeExpired(client, table, record);
      return undefined;
    },

    companion(record) {
      const { key, ...attributes } = expiring(record);
      return { table, key: { key }, attributes };
    },

    async keep(record) {
      try {
        await pastConflicts(() => client.send(new ExecuteStatementCommand(insert(table, expiring(record)))));
        return 'kept';
      } catch (error) {
        if (error instanceof Error && error.name === 'DuplicateItemException') return 'exists';
        throw error;
      }
    },
  };
}

/** Another request may have done so, and may have taken the key since: then its record stays. */
async function removeExpired(
  client: DynamoDBDocumentClient,
  table: string,
  { key, expiresAt }: StoredRecord,
): Promise<void> {
  try {
    await pastConflicts(() =>
      client.send(
        new DeleteCommand({
          TableName: table,
          Key: { key },
          ConditionExpression: 'expiresAt = :expiresAt',
          ExpressionAttributeValues: { ':expiresAt': expiresAt },
        }),
      ),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
  }
}

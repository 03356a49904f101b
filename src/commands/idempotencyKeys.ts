import { createHash } from 'node:crypto';
import { DeleteCommand, type DynamoDBDocumentClient, ExecuteStatementCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { insert } from '../dynamo/insert.ts';
import type { Companion } from '../eventStore/eventStore.ts';

/** How long a key is kept: clients that repeat a request do so within minutes, or at most when they are back at work. */
const KEPT_FOR_SECONDS = 24 * 3600;

/**
 * What is kept of a request that was carried out: which request it was, and the event that answered it. An answer is a
 * function of its event, so that is all it takes to give it again.
 */
export interface KeyRecord {
  /** The caller and the key, hashed: keys of different callers never meet. */
  key: string;
  /** A digest of the request's method, target, conditions and body. */
  request: string;
  petId: string;
  version: number;
  /** In seconds since 1970. DynamoDB deletes expired items within days, so readers have to look. */
  expiresAt: number;
}

/** The Idempotency-Keys of all callers, in a table laid out as `tables.idempotency`. */
export interface IdempotencyKeys {
  /** What is kept under a key; an expired record is removed, so that the key is free again. */
  find(key: string): Promise<KeyRecord | undefined>;
  /** The record as an item that is inserted together with the event it names. */
  companion(record: Omit<KeyRecord, 'expiresAt'>): Companion;
  /** Keeps a record of its own, where there is no event to insert. */
  keep(record: Omit<KeyRecord, 'expiresAt'>): Promise<'kept' | 'exists'>;
}

export const digest = (...parts: string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

export function idempotencyKeys(client: DynamoDBDocumentClient, table: string): IdempotencyKeys {
  const now = () => Math.floor(Date.now() / 1000);
  const expiring = (record: Omit<KeyRecord, 'expiresAt'>): KeyRecord => ({
    ...record,
    expiresAt: now() + KEPT_FOR_SECONDS,
  });

  return {
    async find(key) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: { key }, ConsistentRead: true }));
      const record = Item as KeyRecord | undefined;
      if (!record || record.expiresAt > now()) return record;
      await removeExpired(client, table, record);
      return undefined;
    },

    companion: (record) => ({ table, item: { ...expiring(record) } }),

    async keep(record) {
      try {
        await client.send(new ExecuteStatementCommand(insert(table, expiring(record))));
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
  { key, expiresAt }: KeyRecord,
): Promise<void> {
  try {
    await client.send(
      new DeleteCommand({
        TableName: table,
        Key: { key },
        ConditionExpression: 'expiresAt = :expiresAt',
        ExpressionAttributeValues: { ':expiresAt': expiresAt },
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
  }
}

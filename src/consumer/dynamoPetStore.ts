import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PetStore } from './petStore.ts';

/** What an item has beside what the consumer keeps. */
interface Key {
  petId: string;
  version: number;
}

/**
 * Keeps one item a pet, `{ petId, version, ...kept }`, in a table of the consumer's own, whose partition key is `petId`.
 * What the handler returns and the progress are one conditional write, so neither is ever there without the other. It
 * takes the actions GetItem and PutItem.
 */
export function dynamoPetStore<Kept extends object & { length?: never }>(
  client: DynamoDBDocumentClient,
  tableName: string,
): PetStore<Kept> {
  return {
    async load(petId) {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: { petId }, ConsistentRead: true }),
      );
      if (!Item) return undefined;
      const { petId: _, version, ...kept } = Item as Key & Kept;
      return { version, kept: kept as unknown as Kept };
    },
    async save(petId, { version, kept }, expected) {
      const condition =
        expected === 0
          ? { ConditionExpression: 'attribute_not_exists(petId)' }
          : { ConditionExpression: 'version = :expected', ExpressionAttributeValues: { ':expected': expected } };
      try {
        await client.send(new PutCommand({ TableName: tableName, Item: { ...kept, petId, version }, ...condition }));
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    },
  };
}

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../domain/jsonValue.ts';
import { pastConflicts } from '../dynamo/pastConflicts.ts';
import type { PersonalStore } from './personalStore.ts';
import type { StreamKind } from './streamKind.ts';
import { streamQuery } from './streamQuery.ts';

/** The personal values in a table laid out as `tables.events`. */
export const dynamoPersonalStore = (
  client: DynamoDBDocumentClient,
  table: string,
  { idAttribute }: Pick<StreamKind, 'idAttribute'>,
): PersonalStore => ({
  async *itemsBelow(streamId, version) {
    if (version <= 1) return;
    const query = { ...streamQuery(table, idAttribute)(streamId, 1, version - 1), ScanIndexForward: false };
    for await (const { Items } of paginateQuery({ client }, query)) yield* (Items ?? []) as JsonObject[];
  },

  async remove(streamId, version, commitments) {
    const names = Object.fromEntries(commitments.map((c, index) => [`#c${index}`, c]));
    const paths = Object.keys(names).map((name) => `#personal.${name}`);
    const update = new UpdateCommand({
      TableName: table,
      Key: { [idAttribute]: streamId, version },
      UpdateExpression: `REMOVE ${paths.join(', ')}`,
      // An update would make an item that is not there, and fail where there is nothing to remove from.
      ConditionExpression: 'attribute_exists(#personal)',
      ExpressionAttributeNames: { '#personal': 'personal', ...names },
    });
    try {
      await pastConflicts(() => client.send(update));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },
});

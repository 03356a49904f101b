import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ShardReader } from './mergedShards.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import { fromItem } from './storedEvent.ts';

/** Sorts before every letter of an id: behind an id it leads to the next one. */
const BEHIND = '!';

/** Reads the events of one shard of the index `feed`, with ids between two bounds. */
export function feedReader(
  client: DynamoDBDocumentClient,
  table: string,
  shard: string,
  above: string,
  below: string,
): ShardReader<RecordedEvent> {
  let place = above;
  return {
    async next(limit) {
      const start = place + BEHIND;
      if (start > below) return { items: [], ended: true };
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'feed',
          KeyConditionExpression: '#shard = :shard AND eventId BETWEEN :start AND :below',
          ExpressionAttributeNames: { '#shard': 'shard' },
          ExpressionAttributeValues: { ':shard': shard, ':start': start, ':below': below },
          Limit: limit,
        }),
      );
      const items = Items.map(fromItem);
      place = items.at(-1)?.eventId ?? place;
      return { items, ended: LastEvaluatedKey === undefined };
    },
  };
}

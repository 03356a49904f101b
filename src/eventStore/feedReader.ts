import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ShardReader } from '../dynamo/mergedShards.ts';
import { fromItem, UndecodableEvent } from './eventCodec.ts';
import type { RecordedEvent } from './recordedEvent.ts';

/** Sorts before every letter of an id: behind an id it leads to the next one. */
const BEHIND = '!';

/**
 * Reads the events of one shard of the index `feed`, with ids between two bounds. An item that is no event is logged and
 * left out, as the stream's consumers do: one of them must not end everybody's feed.
 */
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
      place = Items.at(-1)?.eventId ?? place;
      return { items: Items.flatMap(readable), ended: LastEvaluatedKey === undefined };
    },
  };
}

function readable(item: Record<string, unknown>): RecordedEvent[] {
  try {
    return [fromItem(item)];
  } catch (error) {
    if (!(error instanceof UndecodableEvent)) throw error;
    console.error({ message: error.message, petId: item.petId, version: item.version });
    return [];
  }
}

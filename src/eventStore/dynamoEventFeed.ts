import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mergedShards, type ShardReader } from '../dynamo/mergedShards.ts';
import { shardNames } from '../dynamo/shardOf.ts';
import type { EventFeed } from './eventFeed.ts';
import { behind } from './nextEventId.ts';
import { readable } from './readable.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';

/** The feed of a DynamoDB table laid out as `tables.events`, with items in so many shards. */
export const dynamoEventFeed = <R extends RecordedEvent>(
  client: DynamoDBDocumentClient,
  table: string,
  kind: StreamKind<R>,
  shards = 1,
): EventFeed<R> => ({
  feed: ({ above, below, count }) =>
    mergedShards(
      shardNames(shards).map((shard) => shardReader(client, table, kind, shard, above, below)),
      count,
      (a, b) => a.eventId < b.eventId,
    ),
});

/**
 * Reads the events of one shard of the index `feed`, with ids between two bounds. An item that is not an event is logged
 * and left out, as the stream's consumers do: one of them must not end everybody's feed.
 */
function shardReader<R extends RecordedEvent>(
  client: DynamoDBDocumentClient,
  table: string,
  kind: StreamKind<R>,
  shard: string,
  above: string,
  below: string,
): ShardReader<R> {
  let place = above;
  return {
    async next(limit) {
      const start = behind(place);
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
      return {
        items: Items.filter(({ eventId }) => eventId < below).flatMap((item) => eventIn(kind, item)),
        ended: LastEvaluatedKey === undefined,
      };
    },
  };
}

function eventIn<R extends RecordedEvent>(kind: StreamKind<R>, item: Record<string, unknown>): R[] {
  const read = readable(kind, item);
  if (read.fault === undefined) return [read.event];
  const { [kind.idAttribute]: streamId, version } = item;
  console.error({ message: read.fault, [kind.idAttribute]: streamId, version });
  return [];
}

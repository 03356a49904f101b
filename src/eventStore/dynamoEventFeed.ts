import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mergedShards, type ShardReader } from '../dynamo/mergedShards.ts';
import { onlyAttributes } from '../dynamo/onlyAttributes.ts';
import { shardNames } from '../dynamo/shardOf.ts';
import type { EventFeed, FeedRange } from './eventFeed.ts';
import { headAttributes, headIn } from './headIn.ts';
import { behind } from './nextEventId.ts';
import { readable } from './readable.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';

type Item = Record<string, unknown>;

/** The feed of a DynamoDB table laid out as `tables.events`, with items in so many shards. */
export const dynamoEventFeed = <R extends RecordedEvent>(
  client: DynamoDBDocumentClient,
  table: string,
  kind: StreamKind<R>,
  shards = 1,
): EventFeed<R> => {
  const merged = <T extends { eventId: string }>(
    { count, ...range }: FeedRange,
    read: (item: Item) => T[],
    attributes?: string[],
  ) =>
    mergedShards(
      shardNames(shards).map((shard) => shardReader(client, table, { shard, ...range }, read, attributes)),
      count,
      (a, b) => a.eventId < b.eventId,
    );
  return {
    feed: (range) => merged(range, (item) => eventIn(kind, item)),
    feedHeads: (range) => merged(range, (item) => [headIn(kind, item)], headAttributes(kind)),
  };
};

/** Reads one shard of the index `feed` between two bounds: of all attributes or some of each item what `read` makes of it. */
function shardReader<T>(
  client: DynamoDBDocumentClient,
  table: string,
  { shard, above, below }: Pick<FeedRange, 'above' | 'below'> & { shard: string },
  read: (item: Item) => T[],
  attributes?: string[],
): ShardReader<T> {
  const projected = attributes && onlyAttributes(attributes);
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
          ExpressionAttributeNames: { '#shard': 'shard', ...projected?.ExpressionAttributeNames },
          ...(projected && { ProjectionExpression: projected.ProjectionExpression }),
          ExpressionAttributeValues: { ':shard': shard, ':start': start, ':below': below },
          Limit: limit,
        }),
      );
      place = Items.at(-1)?.eventId ?? place;
      return {
        items: Items.filter(({ eventId }) => eventId < below).flatMap(read),
        ended: LastEvaluatedKey === undefined,
      };
    },
  };
}

/** An item that is not an event is logged and left out, as the stream's consumers do: it must not end everybody's feed. */
function eventIn<R extends RecordedEvent>(kind: StreamKind<R>, item: Item): R[] {
  const read = readable(kind, item);
  if (read.fault === undefined) return [read.event];
  const { [kind.idAttribute]: streamId, version } = item;
  console.error({ message: read.fault, [kind.idAttribute]: streamId, version });
  return [];
}

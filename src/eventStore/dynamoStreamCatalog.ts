import {
  type DynamoDBDocumentClient,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../domain/jsonValue.ts';
import { batchGet } from '../dynamo/batchGet.ts';
import { Meter } from '../dynamo/meter.ts';
import { shardNames } from '../dynamo/shardOf.ts';
import { evenCuts } from './evenCuts.ts';
import { headAttributes, headIn, placeIn } from './headIn.ts';
import { behind } from './nextEventId.ts';
import { readable } from './readable.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import { type StreamCatalog, type StreamRange, type Unreadable, wholeShard } from './streamCatalog.ts';
import type { StreamKind } from './streamKind.ts';
import { streamQuery } from './streamQuery.ts';

/** The catalog of a DynamoDB table laid out as `tables.events`, with items in so many shards. */
export function dynamoStreamCatalog<R extends RecordedEvent>(
  client: DynamoDBDocumentClient,
  table: string,
  kind: StreamKind<R>,
  { meter = new Meter(), shards = 1 }: { meter?: Meter; shards?: number } = {},
): StreamCatalog<R> {
  const { idAttribute } = kind;
  const ofStream = streamQuery(table, idAttribute);

  /** The next lives in a part, as far as one request reads; those of first versions are the streams. */
  async function livesIn({ shard, above, upTo }: StreamRange, limit?: number) {
    const output = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'lives',
        KeyConditionExpression: 'lifeShard = :shard AND eventId BETWEEN :from AND :upTo',
        ExpressionAttributeValues: { ':shard': shard, ':from': behind(above), ':upTo': upTo },
        ...(limit !== undefined && { Limit: limit }),
        ...meter.request,
      }),
    );
    meter.count(output);
    const { Items = [], LastEvaluatedKey } = output;
    const last = LastEvaluatedKey && String(LastEvaluatedKey.eventId);
    const rest = last !== undefined && last < upTo ? { shard, above: last, upTo } : null;
    return { firsts: Items.filter(({ version }) => version === 1), rest };
  }

  async function* firstIds(range: StreamRange): AsyncGenerator<string> {
    for (let rest: StreamRange | null = range; rest; ) {
      const page = await livesIn(rest);
      for (const { eventId } of page.firsts) yield String(eventId);
      rest = page.rest;
    }
  }

  return {
    async ranges(parts) {
      const ofShard = async (shard: string): Promise<StreamRange[]> => {
        const whole = wholeShard(shard);
        const cuts = await evenCuts(firstIds(whole), Math.ceil(parts / names.length));
        return [...cuts, whole.upTo].map((upTo, index) => ({ shard, above: cuts[index - 1] ?? whole.above, upTo }));
      };
      const names = shardNames(shards);
      return (await Promise.all(names.map(ofShard))).flat();
    },

    async streams(range, limit) {
      const { firsts, rest } = await livesIn(range, limit);
      return { streamIds: firsts.map((item) => String(item[idAttribute])), rest };
    },

    async heads(places, consistent) {
      const keys = places.map(({ streamId, version }) => ({ [idAttribute]: streamId, version }));
      const items = await batchGet(client, table, keys, { attributes: headAttributes(kind), consistent, meter });
      return items.map((item) => headIn(kind, item));
    },

    async newestReadable(streamId) {
      const unreadable: Unreadable[] = [];
      for (let startKey: Record<string, unknown> | undefined; ; ) {
        const query = { ...ofStream(streamId), ScanIndexForward: false, Limit: 1, ExclusiveStartKey: startKey };
        const output = await client.send(new QueryCommand({ ...query, ...meter.request }));
        meter.count(output);
        const item = output.Items?.[0];
        if (!item) return { unreadable };
        const read = readable(kind, item);
        if (read.fault === undefined) return { event: read.event, unreadable };
        unreadable.push({ ...placeIn(kind, item), message: read.fault });
        if (!output.LastEvaluatedKey) return { unreadable };
        startKey = output.LastEvaluatedKey;
      }
    },

    async *items(streamId) {
      // Also what was put at a version that no event has, such as 0: who verifies a stream must see it.
      const all: QueryCommandInput = {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: '#id = :id',
        ExpressionAttributeNames: { '#id': idAttribute },
        ExpressionAttributeValues: { ':id': streamId },
      };
      for await (const { Items } of paginateQuery({ client }, all)) yield* (Items ?? []) as JsonObject[];
    },
  };
}

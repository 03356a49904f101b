import { type DynamoDBDocumentClient, paginateQuery, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../domain/jsonValue.ts';
import { batchGet } from '../dynamo/batchGet.ts';
import { Meter } from '../dynamo/meter.ts';
import { readable } from './readable.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import type { StreamCatalog, Unreadable } from './streamCatalog.ts';
import type { StreamKind } from './streamKind.ts';
import { streamQuery } from './streamQuery.ts';

/** The catalog of a DynamoDB table laid out as `tables.events`. */
export function dynamoStreamCatalog<R extends RecordedEvent>(
  client: DynamoDBDocumentClient,
  table: string,
  kind: StreamKind<R>,
  meter = new Meter(),
): StreamCatalog<R> {
  const { idAttribute } = kind;
  const ofStream = streamQuery(table, idAttribute);
  const placeOf = (item: Record<string, unknown>) => ({
    streamId: String(item[idAttribute]),
    version: Number(item.version),
  });

  return {
    async streams({ segment, segments, limit, startKey }) {
      const output = await client.send(
        new ScanCommand({
          TableName: table,
          IndexName: 'firsts',
          ProjectionExpression: '#id',
          ExpressionAttributeNames: { '#id': idAttribute },
          Segment: segment,
          TotalSegments: segments,
          Limit: limit,
          ...(startKey && { ExclusiveStartKey: startKey }),
          ...meter.request,
        }),
      );
      meter.count(output);
      const { Items = [], LastEvaluatedKey = null } = output;
      return { streamIds: Items.map((item) => String(item[idAttribute])), startKey: LastEvaluatedKey };
    },

    async heads(places, consistent) {
      const keys = places.map(({ streamId, version }) => ({ [idAttribute]: streamId, version }));
      const attributes = [idAttribute, 'version', 'eventId', 'hash'];
      const items = await batchGet(client, table, keys, { attributes, consistent, meter });
      return items.map((item) => ({ ...placeOf(item), eventId: String(item.eventId), hash: String(item.hash) }));
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
        unreadable.push({ ...placeOf(item), message: read.fault });
        if (!output.LastEvaluatedKey) return { unreadable };
        startKey = output.LastEvaluatedKey;
      }
    },

    async *items(streamId) {
      for await (const { Items } of paginateQuery({ client }, ofStream(streamId))) yield* (Items ?? []) as JsonObject[];
    },
  };
}

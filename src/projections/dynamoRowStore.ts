import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../dynamo/batchGet.ts';
import { Meter } from '../dynamo/meter.ts';
import { onlyAttributes } from '../dynamo/onlyAttributes.ts';
import type { Projection, Row } from './projection.ts';
import type { Head, RowStore } from './rowStore.ts';
import { writeRows } from './writeRows.ts';

/** The rows of a read model in its DynamoDB table. `meter` counts the read units. */
export function dynamoRowStore(
  client: DynamoDBDocumentClient,
  table: string,
  projection: Pick<Projection, 'table' | 'columns'>,
  meter = new Meter(),
): RowStore {
  const id = projection.table.partitionKey.name;
  const attributes = [id, 'version', 'eventId', 'projection'];
  const headOf = ({ [id]: streamId, ...head }: Record<string, unknown>) => ({ streamId, ...head }) as Head;

  return {
    write: (rows, standingOf) => writeRows(client, table, projection, rows, standingOf),

    async heads(streamIds, consistent) {
      const keys = streamIds.map((streamId) => ({ [id]: streamId }));
      return (await batchGet(client, table, keys, { attributes, consistent, meter })).map(headOf);
    },

    async scan({ segment, segments, limit, startKey }) {
      const output = await client.send(
        new ScanCommand({
          TableName: table,
          ...onlyAttributes(attributes),
          Segment: segment,
          TotalSegments: segments,
          Limit: limit,
          ...(startKey && { ExclusiveStartKey: startKey }),
          ...meter.request,
        }),
      );
      meter.count(output);
      return { heads: (output.Items ?? []).map(headOf), startKey: output.LastEvaluatedKey ?? null };
    },

    async row(streamId) {
      const read = new GetCommand({ TableName: table, Key: { [id]: streamId }, ConsistentRead: true });
      return (await client.send(read)).Item as Row | undefined;
    },

    async replace({ streamId, eventId }, row) {
      const onlyIt = { ConditionExpression: 'eventId = :eventId', ExpressionAttributeValues: { ':eventId': eventId } };
      try {
        if (row) await client.send(new PutCommand({ TableName: table, Item: row, ...onlyIt }));
        else await client.send(new DeleteCommand({ TableName: table, Key: { [id]: streamId }, ...onlyIt }));
      } catch (error) {
        if (!(error instanceof Error && error.name === 'ConditionalCheckFailedException')) throw error;
      }
    },
  };
}

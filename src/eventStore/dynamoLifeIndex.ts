import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mergedShards, type ShardReader } from '../dynamo/mergedShards.ts';
import { unhurried } from '../dynamo/readPace.ts';
import { shardNames } from '../dynamo/shardOf.ts';
import type { Life, LifeIndex } from './lifeIndex.ts';
import type { StreamKind } from './streamKind.ts';

/** The lives in a DynamoDB table laid out as `tables.events`, with items in so many shards; eventually consistent. */
export function dynamoLifeIndex(
  client: DynamoDBDocumentClient,
  table: string,
  { idAttribute }: Pick<StreamKind, 'idAttribute'>,
  shards = 1,
): LifeIndex {
  function reader(shard: string, before: string): ShardReader<Life> {
    let place = before;
    return {
      async next(limit) {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName: table,
            IndexName: 'lives',
            KeyConditionExpression: 'lifeShard = :shard AND eventId < :place',
            ExpressionAttributeValues: { ':shard': shard, ':place': place },
            ScanIndexForward: false,
            Limit: limit,
          }),
        );
        const items = Items.map(({ [idAttribute]: streamId, ...life }) => ({ streamId, ...life }) as Life);
        place = items.at(-1)?.eventId ?? place;
        return { items, ended: LastEvaluatedKey === undefined };
      },
    };
  }
  return {
    lives: (before, count) =>
      mergedShards(
        shardNames(shards).map((shard) => reader(shard, before)),
        count,
        (a, b) => a.eventId > b.eventId,
        unhurried,
      ),
  };
}

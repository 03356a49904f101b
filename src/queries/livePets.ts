import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mergedShards, type ShardReader } from '../dynamo/mergedShards.ts';
import { shardNames } from '../dynamo/shardOf.ts';
import { type LivePetRow, typeShardOf } from '../projections/petRow.ts';

/** Sorts behind every ULID. */
const BEFORE_ALL = '~';

interface LivePetsRange {
  /** Only pets of this type. */
  type?: string | undefined;
  /** Goes on behind the pet with this `createdEventId`. */
  after?: string | undefined;
  /** About as many as will be taken: fewer than twice as many are read, from 8 on. */
  count: number;
}

/** The rows of the pets that live, newest first, read as they are taken. */
export type LivePets = (range: LivePetsRange) => AsyncIterable<LivePetRow>;

/** What listing pets needs. */
export interface ListParts {
  livePets: LivePets;
}

/** Reads the pets that live from the shards of the indexes of a table laid out as `tables.pets`. */
export const livePetsReader =
  (client: DynamoDBDocumentClient, table: string, shards = 1): LivePets =>
  ({ type, after = BEFORE_ALL, count }) =>
    mergedShards(
      shardNames(shards).map((shard) => shardReader(client, table, shard, type, after)),
      count,
      (a, b) => a.createdEventId > b.createdEventId,
    );

function shardReader(
  client: DynamoDBDocumentClient,
  table: string,
  shard: string,
  type: string | undefined,
  after: string,
): ShardReader<LivePetRow> {
  let place = after;
  const [index, attribute, key] =
    type === undefined ? ['live', 'shard', shard] : ['byType', 'typeShard', typeShardOf(type, shard)];
  return {
    async next(limit) {
      const { Items, LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: index,
          KeyConditionExpression: '#key = :key AND createdEventId < :place',
          ExpressionAttributeNames: { '#key': attribute },
          ExpressionAttributeValues: { ':key': key, ':place': place },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      const items = (Items ?? []) as LivePetRow[];
      place = items.at(-1)?.createdEventId ?? place;
      return { items, ended: LastEvaluatedKey === undefined };
    },
  };
}

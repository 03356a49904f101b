import {
  type DynamoDBDocumentClient,
  ExecuteStatementCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../dynamo/batchGet.ts';
import { insert } from '../dynamo/insert.ts';
import { insertAll } from '../dynamo/insertAll.ts';
import { type Batch, endOf, type LogStore, type SignedCheckpoint } from './logStore.ts';

type Item = Record<string, unknown>;

/**
 * A log in a DynamoDB table laid out as `tables.log`. A part of the table holds one kind of item in the order of their
 * numbers: batches by their starts, checkpoints by their sizes, roots of tiles by level, and a stream's places by
 * version. All parts begin with the log's origin: another log can follow in the same table.
 *
 * It only inserts and reads. Hashes are kept as base64.
 */
export function dynamoLogStore(client: DynamoDBDocumentClient, table: string, origin: string): LogStore {
  const partOf = (kind: string) => `${origin} ${kind}`;
  const [BATCHES, CHECKPOINTS] = [partOf('batch'), partOf('checkpoint')];
  const placesOf = (streamId: string) => partOf(`stream ${streamId}`);
  const rootsOf = (level: number) => partOf(`tile ${level}`);

  const query = (part: string, from = 0, to = Number.MAX_SAFE_INTEGER): QueryCommandInput => ({
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'part = :part AND #number BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#number': 'number' },
    ExpressionAttributeValues: { ':part': part, ':from': from, ':to': to },
  });
  async function* itemsIn(input: QueryCommandInput, pageSize?: number): AsyncGenerator<Item> {
    for await (const { Items = [] } of paginateQuery({ client, ...(pageSize && { pageSize }) }, input)) yield* Items;
  }
  async function newest(part: string, to?: number): Promise<Item | undefined> {
    const input = { ...query(part, 0, to), ScanIndexForward: false, Limit: 1 };
    return (await client.send(new QueryCommand(input))).Items?.[0];
  }

  return {
    async *newestBatches() {
      const item = await newest(BATCHES);
      if (!item) return;
      const first = batchIn(item);
      yield first;
      // Most callers want no more than that.
      if (first.start === 0) return;
      const older = { ...query(BATCHES, 0, first.start - 1), ScanIndexForward: false };
      for await (const one of itemsIn(older, BATCHES_PER_PAGE)) yield batchIn(one);
    },

    async *batches(start, end = Number.MAX_SAFE_INTEGER) {
      if (start >= end) return;
      const item = await newest(BATCHES, start);
      const first = item && batchIn(item);
      if (first && endOf(first) > start) yield first;
      // Batches follow each other without a gap.
      const next = first ? endOf(first) : 0;
      if (next >= end) return;
      for await (const later of itemsIn(query(BATCHES, next, end - 1), BATCHES_PER_PAGE)) yield batchIn(later);
    },

    async append({ start, frontier, ...batch }) {
      const item = { part: BATCHES, number: start, ...batch, frontier: frontier.map(toBase64) };
      try {
        await client.send(new ExecuteStatementCommand(insert(table, item)));
        return 'appended';
      } catch (error) {
        if (error instanceof Error && error.name === 'DuplicateItemException') return 'taken';
        throw error;
      }
    },

    addTileRoots: (roots) =>
      insertAll(
        client,
        table,
        roots.map(({ level, index, hash }) => ({ part: rootsOf(level), number: index, hash: toBase64(hash) })),
      ),

    async tileRoots(level, start, count) {
      const hashes: Uint8Array[] = [];
      const input = query(rootsOf(level), start, start + count - 1);
      for await (const { hash } of itemsIn(input)) hashes.push(Buffer.from(String(hash), 'base64'));
      return hashes;
    },

    addPlaces: (places) =>
      insertAll(
        client,
        table,
        places.map(({ streamId, version, ...place }) => ({ part: placesOf(streamId), number: version, ...place })),
      ),

    async places(wanted) {
      const streamOf = new Map(wanted.map(({ streamId }) => [placesOf(streamId), streamId]));
      const keys = wanted.map(({ streamId, version }) => ({ part: placesOf(streamId), number: version }));
      const items = await batchGet(client, table, keys, { consistent: true });
      return items.map(({ part, number, index, eventId, hash }) => ({
        streamId: streamOf.get(String(part))!,
        version: Number(number),
        index: Number(index),
        eventId: String(eventId),
        hash: String(hash),
      }));
    },

    newestVersion: async (streamId) => Number((await newest(placesOf(streamId)))?.number ?? 0),

    addCheckpoint: ({ size, ...checkpoint }) =>
      insertAll(client, table, [{ part: CHECKPOINTS, number: size, ...checkpoint }]),

    async newestCheckpoint() {
      const item = await newest(CHECKPOINTS);
      if (!item) return undefined;
      const { number: size, note, vkeys, signedAt } = item;
      return { size: Number(size), note, vkeys, signedAt } as SignedCheckpoint;
    },
  };
}

/** A batch of a thousand leaves has about 200 KB, and DynamoDB's page 1 MB. */
const BATCHES_PER_PAGE = 50;

const toBase64 = (hash: Uint8Array): string => Buffer.from(hash).toString('base64');

const batchIn = ({ number, leaves, frontier, readTo }: Item): Batch => ({
  start: Number(number),
  leaves: leaves as string[],
  frontier: (frontier as string[]).map((hash) => Buffer.from(hash, 'base64')),
  readTo: Number(readTo),
});

import {
  type DynamoDBDocumentClient,
  ExecuteStatementCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../faults.ts';
import type { EventStore } from './eventStore.ts';
import { mergedShards, type ShardReader } from './mergedShards.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import { fromItem, toItem } from './storedEvent.ts';

/** A limit beyond it would only be sent to DynamoDB to end at a page's 1 MB anyhow. */
const LARGEST_PAGE = 1000;

/** The event store on a DynamoDB table laid out as `tables.events`. */
export function dynamoEventStore(client: DynamoDBDocumentClient, table: string): EventStore {
  const ofPet = (petId: string, from = 1, to = Number.MAX_SAFE_INTEGER): QueryCommandInput => ({
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'petId = :petId AND version BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':petId': petId, ':from': from, ':to': to },
  });

  async function newestUpTo(petId: string, version?: number): Promise<RecordedEvent | undefined> {
    const query = new QueryCommand({ ...ofPet(petId, 1, version), ScanIndexForward: false, Limit: 1 });
    const { Items } = await client.send(query);
    return Items?.[0] && fromItem(Items[0]);
  }

  /** The id of the event that holds a version, read consistently. */
  async function eventIdAt(petId: string, version: number): Promise<string | undefined> {
    const { Items } = await client.send(
      new QueryCommand({ ...ofPet(petId, version, version), ProjectionExpression: 'eventId' }),
    );
    return Items?.[0]?.eventId;
  }

  return {
    async append(event) {
      try {
        await client.send(insertStatement(table, event));
        return 'appended';
      } catch (error) {
        const isDuplicate = error instanceof Error && error.name === 'DuplicateItemException';
        if (!isDuplicate && !(error instanceof Unavailable)) throw error;
        // A repeated request whose first reply was lost meets its own event, and a failed one may have been carried out:
        // only the slot tells.
        const eventId = await eventIdAt(event.petId, event.version);
        if (eventId === event.eventId) return 'appended';
        if (eventId === undefined) throw error;
        return 'version-conflict';
      }
    },

    newest: (petId) => newestUpTo(petId),

    asOf: (petId, version) => newestUpTo(petId, version),

    async *read(petId, { from = 1, to, order = 'asc', limit = Number.POSITIVE_INFINITY } = {}) {
      if (to !== undefined && to < from) return;
      const query = { ...ofPet(petId, from, to), ScanIndexForward: order === 'asc' };
      const config = { client, ...(limit <= LARGEST_PAGE && { pageSize: limit }) };
      let left = limit;
      for await (const { Items } of paginateQuery(config, query)) {
        const events = (Items ?? []).slice(0, left).map(fromItem);
        yield* events;
        left -= events.length;
        if (left <= 0) return;
      }
    },

    feed: ({ above, below, step }) =>
      mergedShards(
        step,
        (shard) => feedReader(client, table, shard, above, below),
        (a, b) => a.eventId < b.eventId,
      ),
  };
}

/** Sorts before every letter of an id: behind an id it leads to the next one. */
const BEHIND = '!';

function feedReader(
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

/**
 * PartiQL's INSERT never overwrites, and it has an IAM action of its own (dynamodb:PartiQLInsert): a role that holds it
 * and no PutItem can only append (DynamoDB guide, "PartiQL insert statements").
 */
function insertStatement(table: string, event: RecordedEvent): ExecuteStatementCommand {
  const attributes = Object.entries(toItem(event)).filter(([, value]) => value !== undefined);
  return new ExecuteStatementCommand({
    Statement: `INSERT INTO "${table}" VALUE {${attributes.map(([name]) => `'${name}': ?`).join(', ')}}`,
    Parameters: attributes.map(([, value]) => value),
  });
}

import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { insert, type Statement } from '../dynamo/insert.ts';
import { mergedShards } from '../dynamo/mergedShards.ts';
import { Unavailable } from '../faults.ts';
import { fromItem, toItem } from './eventCodec.ts';
import type { EventStore } from './eventStore.ts';
import { feedReader } from './feedReader.ts';
import type { RecordedEvent } from './recordedEvent.ts';

/** DynamoDB's own page is 1 MB: long to wait for under a function's time limits, and much for who needs the first events. */
const LARGEST_PAGE = 250;

/** The event store on a DynamoDB table laid out as `tables.events`. */
export function dynamoEventStore(client: DynamoDBDocumentClient, table: string): EventStore {
  const ofPet = (petId: string, from = 1, to = Number.MAX_SAFE_INTEGER): QueryCommandInput => ({
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'petId = :petId AND version BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':petId': petId, ':from': from, ':to': to },
  });

  async function newestWithin(petId: string, from?: number, to?: number): Promise<RecordedEvent | undefined> {
    const query = new QueryCommand({ ...ofPet(petId, from, to), ScanIndexForward: false, Limit: 1 });
    const { Items } = await client.send(query);
    return Items?.[0] && fromItem(Items[0]);
  }
  const eventAt = (petId: string, version: number) => newestWithin(petId, version, version);

  return {
    async append(event, companion) {
      const eventInsert = insert(table, toItem(event));
      try {
        if (companion) await client.send(together(event.eventId, eventInsert, insert(companion.table, companion.item)));
        else await client.send(new ExecuteStatementCommand(eventInsert));
        return 'appended';
      } catch (error) {
        const refused = refusalsOf(error);
        if (refused.length === 0 && !(error instanceof Unavailable)) throw error;
        // A repeated request whose first reply was lost meets its own event, and a failed one may have been carried out:
        // only the slot tells.
        const holder = await eventAt(event.petId, event.version);
        if (holder?.eventId === event.eventId) return 'appended';
        if (refused[1] === 'exists') return 'companion-exists';
        if (holder || refused.includes('contended')) return 'version-conflict';
        throw error;
      }
    },

    at: eventAt,

    newest: (petId) => newestWithin(petId),

    asOf: (petId, version) => newestWithin(petId, 1, version),

    async *read(petId, { from = 1, to, order = 'asc', limit = Number.POSITIVE_INFINITY } = {}) {
      if (to !== undefined && to < from) return;
      const query = { ...ofPet(petId, from, to), ScanIndexForward: order === 'asc' };
      const config = { client, pageSize: Math.min(limit, LARGEST_PAGE) };
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

/** One statement each for the event and its companion; the token makes the SDK's own repetitions harmless. */
function together(token: string, ...TransactStatements: Statement[]): ExecuteTransactionCommand {
  return new ExecuteTransactionCommand({ TransactStatements, ClientRequestToken: token });
}

/** Why each statement was refused, in their order: its key is taken, or another transaction holds its item. */
function refusalsOf(error: unknown): ('exists' | 'contended' | 'none')[] {
  if (!(error instanceof Error)) return [];
  if (error.name === 'DuplicateItemException') return ['exists'];
  if (error.name !== 'TransactionCanceledException') return [];
  const { CancellationReasons = [] } = error as TransactionCanceledException;
  return CancellationReasons.map(({ Code }) =>
    Code === 'DuplicateItem' ? 'exists' : Code === 'TransactionConflict' ? 'contended' : 'none',
  );
}

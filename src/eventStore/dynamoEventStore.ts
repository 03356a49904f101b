import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { insert, type Statement } from '../dynamo/insert.ts';
import { isConflict } from '../dynamo/pastConflicts.ts';
import { Unavailable } from '../faults/unavailable.ts';
import type { EventStore } from './eventStore.ts';
import { fromItem } from './fromItem.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import type { StreamKind } from './streamKind.ts';
import { streamQuery } from './streamQuery.ts';

/** DynamoDB's own page is 1 MB: long to wait for under a function's time limits, and much if the first events are enough. */
const LARGEST_PAGE = 250;
/** After a page that was not read in time, the next has this many, and each further one twice as many. */
const FEW = 2;

/** The event store on a DynamoDB table laid out as `tables.events`. */
export function dynamoEventStore<R extends RecordedEvent>(
  client: DynamoDBDocumentClient,
  table: string,
  kind: StreamKind<R>,
  shards = 1,
): EventStore<R> {
  const ofStream = streamQuery(table, kind.idAttribute);

  async function newestWithin(streamId: string, from?: number, to?: number) {
    const query = new QueryCommand({ ...ofStream(streamId, from, to), ScanIndexForward: false, Limit: 1 });
    const { Items } = await client.send(query);
    return Items?.[0] && fromItem(kind, Items[0]);
  }
  const eventAt = (streamId: string, version: number) => newestWithin(streamId, version, version);

  return {
    shards,

    async append({ event, item }, companion) {
      const eventInsert = insert(table, item);
      try {
        if (companion) {
          const { key, attributes } = companion;
          await client.send(together(event.eventId, eventInsert, insert(companion.table, { ...key, ...attributes })));
        } else await client.send(new ExecuteStatementCommand(eventInsert));
        return 'appended';
      } catch (error) {
        const refused = refusalsOf(error);
        if (refused.length === 0 && !(error instanceof Unavailable)) throw error;
        // A repeated request whose first reply was lost meets its own event, and a failed one may have been carried out:
        // only the slot tells.
        const holder = await eventAt(event.streamId, event.version);
        if (holder?.eventId === event.eventId) return 'appended';
        if (refused[1] === 'exists') return 'companion-exists';
        if (holder || refused.includes('contended')) return 'version-conflict';
        throw error;
      }
    },

    at: eventAt,

    newest: (streamId) => newestWithin(streamId),

    asOf: (streamId, version) => newestWithin(streamId, 1, version),

    async *read(streamId, { from = 1, to, order = 'asc', limit = Number.POSITIVE_INFINITY } = {}) {
      if (to !== undefined && to < from) return;
      const query = { ...ofStream(streamId, from, to), ScanIndexForward: order === 'asc' };
      let page = LARGEST_PAGE;
      let left = limit;
      let startKey: Record<string, unknown> | undefined;
      let ended = false;
      while (left > 0 && !ended) {
        const Limit = Math.min(left, page);
        const read = await client
          .send(new QueryCommand({ ...query, Limit, ...(startKey && { ExclusiveStartKey: startKey }) }))
          .catch((error: unknown) => {
            if (!(error instanceof Unavailable) || Limit <= FEW) throw error;
          });
        if (read) {
          yield* (read.Items ?? []).map((item) => fromItem(kind, item));
          left -= read.Items?.length ?? 0;
          page = Math.min(page * 2, LARGEST_PAGE);
          startKey = read.LastEvaluatedKey;
          ended = startKey === undefined;
        } else {
          // Perhaps it was only too much to be read in time.
          page = FEW;
        }
      }
    },
  };
}

/** One statement each for the event and its companion; the token makes the SDK's own repetitions harmless. */
function together(token: string, ...TransactStatements: Statement[]): ExecuteTransactionCommand {
  return new ExecuteTransactionCommand({ TransactStatements, ClientRequestToken: token });
}

/** Why each statement was refused, in their order: its key is taken, or another transaction holds its item. */
function refusalsOf(error: unknown): ('exists' | 'contended' | 'none')[] {
  if (isConflict(error)) return ['contended'];
  if (!(error instanceof Error)) return [];
  if (error.name === 'DuplicateItemException') return ['exists'];
  if (error.name !== 'TransactionCanceledException') return [];
  const { CancellationReasons = [] } = error as TransactionCanceledException;
  return CancellationReasons.map(({ Code }) =>
    Code === 'DuplicateItem' ? 'exists' : Code === 'TransactionConflict' ? 'contended' : 'none',
  );
}

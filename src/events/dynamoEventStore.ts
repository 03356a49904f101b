import type { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../faults.ts';
import type { EventStore } from './eventStore.ts';
import { type Insert, insert } from './insert.ts';
import type { RecordedEvent } from './recordedEvent.ts';
import { fromItem, toItem } from './storedEvent.ts';

/** The event store on a DynamoDB table laid out as `tables.events`. */
export function dynamoEventStore(client: DynamoDBDocumentClient, table: string): EventStore {
  const ofPet = (petId: string): QueryCommandInput => ({
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'petId = :petId',
    ExpressionAttributeValues: { ':petId': petId },
  });

  async function eventAt(petId: string, version: number): Promise<RecordedEvent | undefined> {
    const { Items } = await client.send(
      new QueryCommand({
        ...ofPet(petId),
        KeyConditionExpression: 'petId = :petId AND version = :version',
        ExpressionAttributeValues: { ':petId': petId, ':version': version },
      }),
    );
    return Items?.[0] && fromItem(Items[0]);
  }

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

    async newest(petId) {
      const { Items } = await client.send(new QueryCommand({ ...ofPet(petId), ScanIndexForward: false, Limit: 1 }));
      return Items?.[0] && fromItem(Items[0]);
    },

    async *read(petId) {
      for await (const { Items } of paginateQuery({ client }, ofPet(petId))) yield* (Items ?? []).map(fromItem);
    },
  };
}

/** One statement each for the event and its companion; the token makes the SDK's own repetitions harmless. */
function together(token: string, ...TransactStatements: Insert[]): ExecuteTransactionCommand {
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

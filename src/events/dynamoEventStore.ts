import {
  type DynamoDBDocumentClient,
  ExecuteStatementCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../faults.ts';
import type { EventStore } from './eventStore.ts';
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

  /** The id of the event that holds a version, read consistently. */
  async function eventIdAt(petId: string, version: number): Promise<string | undefined> {
    const { Items } = await client.send(
      new QueryCommand({
        ...ofPet(petId),
        KeyConditionExpression: 'petId = :petId AND version = :version',
        ExpressionAttributeValues: { ':petId': petId, ':version': version },
        ProjectionExpression: 'eventId',
      }),
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

    async newest(petId) {
      const { Items } = await client.send(new QueryCommand({ ...ofPet(petId), ScanIndexForward: false, Limit: 1 }));
      return Items?.[0] && fromItem(Items[0]);
    },

    async *read(petId) {
      for await (const { Items } of paginateQuery({ client }, ofPet(petId))) yield* (Items ?? []).map(fromItem);
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

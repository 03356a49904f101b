import type { EventBridgeClient, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { loggable } from '../faults/loggable.ts';
import { petEntry } from '../messages/petEntry.ts';
import { petStream } from '../streams/petStream.ts';
import { publishEntries } from './publishEntries.ts';
import { streamedEvents } from './streamedEvents.ts';

export interface PublishParts {
  client: EventBridgeClient;
  /** The event bus: its name or ARN. */
  bus: string;
  /** Whether messages carry personal data. */
  personalData: boolean;
}

/**
 * The publisher: a batch of the Events table's stream -> messages on the event bus, at least once and in no order.
 *
 * Nothing is skipped: where messages could not be published, the lowest sequence number among them is reported, and
 * Lambda delivers the stream again from there (Lambda guide, "Implementing partial batch response with DynamoDB").
 */
export const publishPets =
  ({ client, bus, personalData }: PublishParts) =>
  async (
    { Records }: DynamoDBStreamEvent,
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<DynamoDBBatchResponse> => {
    const entries = new Map<PutEventsRequestEntry, string>();
    for (const { event, sequenceNumber } of streamedEvents(petStream, Records))
      entries.set(petEntry(bus, event, { personalData }), sequenceNumber);

    const { unpublished, fault } = await publishEntries(client, [...entries.keys()], () =>
      context.getRemainingTimeInMillis(),
    );
    if (unpublished.size === 0) return { batchItemFailures: [] };
    console.error({
      message: 'events were not published',
      events: unpublished.size,
      error: loggable(fault ?? 'no time was left'),
    });
    const lowest = [...entries].find(([entry]) => unpublished.has(entry));
    return { batchItemFailures: lowest ? [{ itemIdentifier: lowest[1] }] : [] };
  };

import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { eventBridge } from '../clients.ts';
import { eventBusName } from '../config.ts';
import { loggable } from '../faults.ts';
import { petEntry } from '../messages/petEntry.ts';
import { publishEntries } from './publishEntries.ts';
import { eventsOf } from './streamedEvents.ts';

const client = eventBridge();
const bus = eventBusName();

/**
 * The publisher: a batch of the Events table's stream -> messages on the event bus, at least once and in no order.
 *
 * Nothing is skipped: where messages could not be published, the lowest sequence number among them is reported, and
 * Lambda delivers the stream again from there (Lambda guide, "Implementing partial batch response with DynamoDB").
 */
export async function handler(
  { Records }: DynamoDBStreamEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<DynamoDBBatchResponse> {
  const entries = new Map<PutEventsRequestEntry, string>();
  for (const { event, sequenceNumber } of eventsOf(Records)) entries.set(petEntry(bus, event), sequenceNumber);

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
}

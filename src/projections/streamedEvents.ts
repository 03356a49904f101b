import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { fromItem, UndecodableEvent } from '../eventStore/eventCodec.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import { count } from './count.ts';

/** An event of a stream batch, with the sequence number of its record. */
export interface StreamedEvent {
  event: RecordedEvent;
  sequenceNumber: string;
}

/**
 * The events of a batch of the Events table's stream, in the order they came.
 *
 * A record that is no event would be no event after any number of retries, and would hold up its shard for a day. So
 * it is logged and counted and left out: the table still has it, and a rebuild reads it once the code can.
 */
export function eventsOf(records: readonly DynamoDBRecord[]): StreamedEvent[] {
  const events: StreamedEvent[] = [];
  let tampered = 0;
  let undecodable = 0;
  for (const { eventName, eventID, dynamodb } of records) {
    const sequenceNumber = dynamodb?.SequenceNumber;
    if (!sequenceNumber) throw new Error('a stream record has no sequence number');
    if (eventName !== 'INSERT') {
      tampered++;
      console.error({ message: 'a stored event was changed', eventName, eventID, sequenceNumber, keys: dynamodb.Keys });
      continue;
    }
    try {
      // Lambda's record type knows the same attribute values as the SDK's, under other names.
      events.push({ event: fromItem(unmarshall(dynamodb.NewImage as never)), sequenceNumber });
    } catch (error) {
      if (!(error instanceof UndecodableEvent)) throw error;
      undecodable++;
      console.error({ message: error.message, eventID, sequenceNumber, keys: dynamodb.Keys });
    }
  }
  count('TamperedEvents', tampered);
  count('UndecodableRecords', undecodable);
  return events;
}

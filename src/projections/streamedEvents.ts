import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { isObject, type JsonObject, sameJson } from '../domain/jsonValue.ts';
import { readable } from '../eventStore/readable.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import type { StreamKind } from '../eventStore/streamKind.ts';
import { count } from './count.ts';

/** An event of a stream batch, with the sequence number of its record. */
export interface StreamedEvent<R extends RecordedEvent> {
  event: R;
  sequenceNumber: string;
}

/**
 * The events of a batch of an event table's stream, in the order they came.
 *
 * A record that is not an event would not be one after any number of retries, and would hold up its shard for a day. So
 * it is logged and counted and left out: the table still has it, and a rebuild reads it once the code can.
 */
export function streamedEvents<R extends RecordedEvent>(
  kind: StreamKind<R>,
  records: readonly DynamoDBRecord[],
): StreamedEvent<R>[] {
  const events: StreamedEvent<R>[] = [];
  let tampered = 0;
  let undecodable = 0;
  for (const { eventName, eventID, dynamodb } of records) {
    const sequenceNumber = dynamodb?.SequenceNumber;
    if (!sequenceNumber) throw new Error('a stream record has no sequence number');
    if (isErasure(dynamodb)) continue;
    if (eventName !== 'INSERT') {
      tampered++;
      console.error({ message: 'a stored event was changed', eventName, eventID, sequenceNumber, keys: dynamodb.Keys });
      continue;
    }
    // Lambda's record type knows the same attribute values as the SDK's, under other names.
    const read = readable(kind, unmarshall(dynamodb.NewImage as never));
    if (read.fault === undefined) events.push({ event: read.event, sequenceNumber });
    else {
      undecodable++;
      console.error({ message: read.fault, eventID, sequenceNumber, keys: dynamodb.Keys });
    }
  }
  count('TamperedEvents', tampered);
  count('UndecodableRecords', undecodable);
  return events;
}

/**
 * Whether a record tells that personal values were removed, and nothing else: the hash covers everything but them, and
 * what is left of them is as it was.
 */
function isErasure({ OldImage, NewImage }: NonNullable<DynamoDBRecord['dynamodb']>): boolean {
  if (!OldImage || !NewImage) return false;
  const { personal: before, ...old } = unmarshall(OldImage as never) as JsonObject;
  const { personal: after, ...now } = unmarshall(NewImage as never) as JsonObject;
  if (!isObject(before) || !isObject(after) || !sameJson(old, now)) return false;
  return Object.entries(after).every(([c, entry]) => sameJson(entry, before[c]));
}

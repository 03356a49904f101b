import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { RecordedEvent } from '../../src/events/recordedEvent.ts';
import { toItem } from '../../src/events/storedEvent.ts';

/** The records that a stream has of events; their sequence numbers count from 1. */
export function streamRecords(events: readonly RecordedEvent[]): DynamoDBRecord[] {
  return events.map((event, index) => ({
    eventID: String(index),
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      SequenceNumber: String(index + 1).padStart(21, '0'),
      ApproximateCreationDateTime: Date.now() / 1000,
      StreamViewType: 'NEW_IMAGE',
      NewImage: marshall(toItem(event), { removeUndefinedValues: true }) as never,
    },
  }));
}

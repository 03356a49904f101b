import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';

let sequence = 0;

/** A stream record of an inserted item, as Lambda delivers it. */
export function insertRecord(item: object): DynamoDBRecord {
  const SequenceNumber = String(100_000_000_000_000_000_000n + BigInt(++sequence));
  const NewImage = marshall(item, { removeUndefinedValues: true });
  return {
    eventID: `event-${sequence}`,
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    eventVersion: '1.1',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
      Keys: { petId: NewImage.petId, version: NewImage.version },
      NewImage,
      SequenceNumber,
      StreamViewType: 'NEW_IMAGE',
    },
  } as DynamoDBRecord;
}

export const recordOf = (event: RecordedPetEvent): DynamoDBRecord => insertRecord(toItem(petStream, event));

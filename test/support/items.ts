import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';

const BATCH = 25;
const CONCURRENCY = 4;

/** Puts items into a table, past everything that guards it. */
export async function putItems(client: DynamoDBDocumentClient, table: string, items: readonly object[]): Promise<void> {
  let next = 0;
  const putBatches = async () => {
    while (next < items.length) {
      const batch = items.slice(next, next + BATCH);
      next += BATCH;
      const requests = batch.map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, putBatches));
}

export const putEvents = (client: DynamoDBDocumentClient, events: readonly RecordedPetEvent[]): Promise<void> =>
  putItems(
    client,
    'Events',
    events.map((event) => toItem(petStream, event)),
  );

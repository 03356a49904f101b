import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import { loggable } from '../faults.ts';
import { writeRows } from './dynamoRows.ts';
import { type PetRow, petRow } from './petRow.ts';
import { eventsOf, type StreamedEvent } from './streamedEvents.ts';

const client = dynamoDb();
const table = tableNamed('pets');

/**
 * The projector: a batch of the Events table's stream -> rows of the Pets table, one write a pet.
 *
 * Where rows can't be written, the lowest sequence number among them is reported: Lambda delivers the stream again from
 * there (Lambda guide, "Implementing partial batch response with DynamoDB").
 */
export async function handler({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  const rows = new Map<PetRow, string>();
  for (const { event, sequenceNumber } of newestOfEachPet(eventsOf(Records))) rows.set(petRow(event), sequenceNumber);

  const { unwritten, fault } = await writeRows(client, table, [...rows.keys()]);
  if (!fault) return { batchItemFailures: [] };
  console.error({ message: 'rows were not written', rows: unwritten.size, error: loggable(fault) });
  const lowest = [...rows].find(([row]) => unwritten.has(row));
  return { batchItemFailures: lowest ? [{ itemIdentifier: lowest[1] }] : [] };
}

/** A batch may hold several events of a pet, in any order. The result is in the order of the sequence numbers. */
function newestOfEachPet(streamed: readonly StreamedEvent[]): StreamedEvent[] {
  const newest = new Map<string, StreamedEvent>();
  for (const item of streamed) {
    const known = newest.get(item.event.petId);
    if (!known || item.event.version > known.event.version) newest.set(item.event.petId, item);
  }
  return streamed.filter((item) => newest.get(item.event.petId) === item);
}

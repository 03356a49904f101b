import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { historyFaults, type StoredItem } from '../judge/history.ts';
import { eventOfItem } from '../judge/petEvent.ts';
import { statesOf } from '../judge/petState.ts';
import { wrongInRow } from '../judge/row.ts';

/** What is stored of a pet, and what is wrong with it. */
export interface Examined {
  items: StoredItem[];
  /** A sentence for each fault of the history. */
  faults: string[];
  /** The members in which the row is not that of the newest event. */
  wrongInRow: string[];
}

/** How long rows may trail once nobody writes any more. */
const PATIENCE_MS = 30_000;

/** A client of an engine on this machine, whatever the environment says. */
export const engineClient = (endpoint: string): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  );

/** All events of a pet, as they are stored, oldest first. */
export async function storedItems(client: DynamoDBDocumentClient, petId: string): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  const query = {
    TableName: 'Events',
    ConsistentRead: true,
    KeyConditionExpression: 'petId = :petId',
    ExpressionAttributeValues: { ':petId': petId },
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) items.push(...Items);
  return items;
}

/** All events of all pets, as they are stored, oldest first. */
export async function scanItems(client: DynamoDBDocumentClient): Promise<Map<string, StoredItem[]>> {
  const byPet = new Map<string, StoredItem[]>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: 'Events', ConsistentRead: true })) {
    for (const item of Items) byPet.set(item.petId, [...(byPet.get(item.petId) ?? []), item]);
  }
  for (const items of byPet.values()) items.sort((a, b) => Number(a.version) - Number(b.version));
  return byPet;
}

/** Reads a pet's history and row, past the service, and judges them; waits for the row to come up. */
export async function examinePet(client: DynamoDBDocumentClient, petId: string): Promise<Examined> {
  const items = await storedItems(client, petId);
  const newest = items.at(-1);
  if (!newest) return { items, faults: [`${petId} has no events`], wrongInRow: [] };
  const state = statesOf(items.map(eventOfItem)).at(-1)!;
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    const { Item } = await client.send(new GetCommand({ TableName: 'Pets', Key: { petId } }));
    const wrong = wrongInRow(Item, eventOfItem(newest), state, items[0]!.shard);
    if (wrong.length === 0 || Date.now() > until)
      return { items, faults: historyFaults(petId, items), wrongInRow: wrong };
  }
}

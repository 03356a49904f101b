import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import { inReadingOrder, type Pet } from '../domain/pet.ts';
import { dynamoEventStore } from '../events/dynamoEventStore.ts';
import { petAfter } from '../events/recordedEvent.ts';
import { callerHas, etagOf } from '../http/etags.ts';
import { http } from '../http/http.ts';
import { invalidParameter, Problem } from '../http/problems.ts';
import { type GatewayEvent, petIdOf, queryParameter } from '../http/request.ts';
import { isLive, type PetRow } from '../projections/petRow.ts';

const client = dynamoDb();
const store = dynamoEventStore(client, tableNamed('events'));
const petsTable = tableNamed('pets');

/**
 * `GET /pets/{petId}`: the pet's row, one read. It trails the writes by a moment; `?consistency=strong` reads the
 * newest event instead.
 */
export const handler = http(async (event: GatewayEvent) => {
  const petId = petIdOf(event);
  const pet = isStrong(event) ? await petOfNewestEvent(petId) : await petOfRow(petId);
  const headers = { etag: etagOf(pet.version) };
  if (callerHas(event.headers['if-none-match'], pet.version)) return { status: 304, headers };
  return { status: 200, headers, body: inReadingOrder(pet) };
});

function isStrong(event: GatewayEvent): boolean {
  const consistency = queryParameter(event, 'consistency') ?? 'eventual';
  if (consistency !== 'strong' && consistency !== 'eventual') {
    throw invalidParameter('/query/consistency', 'must be strong or eventual');
  }
  return consistency === 'strong';
}

async function petOfRow(petId: string): Promise<Pet> {
  const { Item } = await client.send(new GetCommand({ TableName: petsTable, Key: { petId } }));
  const row = Item as PetRow | undefined;
  if (!row) throw notFound();
  if (!isLive(row)) throw deleted();
  return row.pet;
}

async function petOfNewestEvent(petId: string): Promise<Pet> {
  const newest = await store.newest(petId);
  if (!newest) throw notFound();
  const pet = petAfter(newest);
  if (!pet) throw deleted();
  return pet;
}

const notFound = () => new Problem('pet-not-found', 'No pet has this petId.');
const deleted = () => new Problem('pet-deleted', 'The pet with this petId was deleted.');

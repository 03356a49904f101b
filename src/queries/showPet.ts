import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDb } from '../clients.ts';
import { tableNamed } from '../config.ts';
import { inReadingOrder, type Pet } from '../domain/pet.ts';
import { asOfTime } from '../eventStore/asOfTime.ts';
import { dynamoEventStore } from '../eventStore/dynamoEventStore.ts';
import { petAfter, type RecordedEvent } from '../eventStore/recordedEvent.ts';
import { callerHas, etagOf } from '../http/etagOf.ts';
import { type GatewayEvent, petIdOf, queryParameter } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { timeParameter, versionOf } from '../http/parseParameter.ts';
import { invalidParameter, petDeleted, petNotFound, versionNotFound } from '../http/problems.ts';
import { isLive, type PetRow } from '../projections/petRow.ts';

const client = dynamoDb();
const store = dynamoEventStore(client, tableNamed('events'));
const petsTable = tableNamed('pets');

/** A version never changes, so a cache may keep it; a shared one may not, as the caller was authorized. */
const FOR_EVER = 'private, max-age=31536000, immutable';

/**
 * `GET /pets/{petId}`: the pet's row, one read. It trails the writes by a moment; `?consistency=strong` reads the
 * newest event instead. `?version=n` and `?at=time` show the pet as it was then; its ETag is the version's.
 */
export const handler = http(async (event: GatewayEvent) => {
  const petId = petIdOf(event);
  const { pet, headers } = await requested(event, petId);
  const tagged = { etag: etagOf(pet.version), ...headers };
  if (callerHas(event.headers['if-none-match'], pet.version)) return { status: 304, headers: tagged };
  return { status: 200, headers: tagged, body: inReadingOrder(pet) };
});

async function requested(event: GatewayEvent, petId: string): Promise<{ pet: Pet; headers?: Record<string, string> }> {
  const strong = isStrong(event);
  const version = versionOf(event);
  const at = timeParameter(event, 'at');
  if (version !== undefined && at !== undefined)
    throw invalidParameter('/query/at', 'must not be given with a version');

  if (version !== undefined) {
    const past = await store.asOf(petId, version);
    if (past && past.version < version) throw versionNotFound(version, past.version);
    return { pet: liveAfter(petId, past), headers: { 'cache-control': FOR_EVER } };
  }
  if (at !== undefined) {
    const pet = liveAfter(petId, await asOfTime(store, petId, at), 'No pet had this petId at that time.');
    return { pet, headers: { 'content-location': `/pets/${petId}?version=${pet.version}` } };
  }
  return { pet: strong ? liveAfter(petId, await store.newest(petId)) : await petOfRow(petId) };
}

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
  if (!row) throw petNotFound();
  if (!isLive(row)) throw petDeleted(petId);
  return row.pet;
}

/** The pet as an event left it. */
function liveAfter(petId: string, event: RecordedEvent | undefined, absence?: string): Pet {
  if (!event) throw petNotFound(absence);
  const pet = petAfter(event);
  if (!pet) throw petDeleted(petId);
  return pet;
}

import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { setEnvironment } from '../../infra/local/setEnvironment.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { petRow } from '../../src/projections/petRow.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf, updatesOf } from '../support/history.ts';
import { startMeter } from '../support/meteredEngine.ts';
import { recordOf } from '../support/streamRecords.ts';

// What a command and a query cost: requests, and capacity units of a small pet. A budget, so that cost can not creep.
const engine = useEngine();
let meter: Awaited<ReturnType<typeof startMeter>>;
const functions: Record<string, Invoke> = {};

beforeAll(async () => {
  meter = await startMeter(engine.endpoint);
  setEnvironment(meter.endpoint, true);
  for (const name of [
    'createPet',
    'updatePet',
    'deletePet',
    'restorePet',
    'erasePersonalData',
    'showPet',
    'listPets',
    'petHistory',
    'projectPets',
  ]) {
    functions[name] = await loadFunction(name);
  }
});
afterAll(() => meter.stop());

async function cost(name: string, event: unknown, status?: number) {
  meter.take();
  const reply = await functions[name]!(event);
  if (status) expect(parsed(reply).status).toBe(status);
  return meter.take().map(({ operation, readUnits, writeUnits }) => ({ operation, readUnits, writeUnits }));
}
const onPet = (method: string, petId: string, body?: object) =>
  gatewayEvent(`${method} /pets/{petId}`, { pathParameters: { petId }, ...(body && { body: JSON.stringify(body) }) });

const restore = (petId: string) => gatewayEvent('POST /pets/{petId}/restore', { pathParameters: { petId } });

async function seeded(petId: string, events: number, attributes: JsonObject = {}): Promise<void> {
  const history = updatesOf(petId, events, attributes);
  for (let start = 0; start < history.length; start += 25) {
    const requests = history
      .slice(start, start + 25)
      .map((event) => ({ PutRequest: { Item: toItem(petStream, event) } }));
    await engine.client.send(new BatchWriteCommand({ RequestItems: { Events: requests } }));
  }
  const requests = [{ PutRequest: { Item: petRow(history.at(-1)!) } }];
  await engine.client.send(new BatchWriteCommand({ RequestItems: { Pets: requests } }));
}

const QUERY = { operation: 'Query', readUnits: 1, writeUnits: 0 };
const INSERT = { operation: 'ExecuteStatement', readUnits: 0, writeUnits: 2 };
/** An event that begins a life is in one more index, by which all pets are found. */
const FIRST_INSERT = { ...INSERT, writeUnits: 3 };

test('create: one request, one write and its index entries', async () => {
  const pet = { name: 'Fido', type: 'dog', breed: 'Beagle', weightKg: 12.5, tags: ['good'] };
  expect(await cost('createPet', gatewayEvent('POST /pets', { body: JSON.stringify(pet) }), 201)).toEqual([
    FIRST_INSERT,
  ]);
});

describe.each([1, 1_000])('with %i events of history', (events) => {
  test('update and delete: a read and a write; show: one read', async () => {
    const petId = `pet-${events}`;
    await seeded(petId, events);
    expect(await cost('showPet', onPet('GET', petId), 200)).toEqual([
      { operation: 'GetItem', readUnits: 0.5, writeUnits: 0 },
    ]);
    expect(await cost('updatePet', onPet('PATCH', petId, { color: 'brown' }), 200)).toEqual([QUERY, INSERT]);
    expect(await cost('updatePet', onPet('PATCH', petId, { color: 'brown' }), 200)).toEqual([QUERY]);
    expect(await cost('deletePet', onPet('DELETE', petId), 204)).toEqual([QUERY, INSERT]);
    expect(await cost('deletePet', onPet('DELETE', petId), 204)).toEqual([QUERY]);
    expect(await cost('restorePet', restore(petId), 200)).toEqual([QUERY, QUERY, FIRST_INSERT]);
    expect(await cost('restorePet', restore(petId), 200)).toEqual([QUERY]);
    expect(await cost('petHistory', onPet('GET', petId), 200)).toHaveLength(1);
  });
});

describe.each([1, 1_000])('of a pet with personal data, with %i events of history', (events) => {
  test('commands cost as much, and so does an erasure', async () => {
    const petId = `personal-${events}`;
    await seeded(petId, events, { ownerId: 'ann', notes: 'shy', nickname: 'R' });
    expect(await cost('updatePet', onPet('PATCH', petId, { notes: 'bold' }), 200)).toEqual([QUERY, INSERT]);
    const erasure = onPet('DELETE', petId);
    expect(await cost('erasePersonalData', erasure, 202)).toEqual([QUERY, INSERT]);
    expect(await cost('erasePersonalData', erasure, 202)).toEqual([QUERY]);
    expect(await cost('updatePet', onPet('PATCH', petId, { notes: 'shy' }), 200)).toEqual([QUERY, INSERT]);
    expect(await cost('deletePet', onPet('DELETE', petId), 204)).toEqual([QUERY, INSERT]);
    expect(await cost('restorePet', restore(petId), 200)).toEqual([QUERY, QUERY, FIRST_INSERT]);
  });

  test('and the first one', async () => {
    const pet = { name: 'Fido', type: 'dog', ownerId: 'ann', notes: 'shy', photoUrls: ['u'], nickname: 'F' };
    const request = gatewayEvent('POST /pets', { body: JSON.stringify(pet) });
    expect(await cost('createPet', request, 201)).toEqual([FIRST_INSERT]);
  });
});

test('a page reads less than twice the items it returns, at any place of a long list', async () => {
  const pets = Array.from({ length: 400 }, (_, n) => updatesOf(`listed-${n}`, 1));
  await functions.projectPets!({ Records: pets.flat().map(recordOf) });
  for (const limit of [8, 25, 100]) {
    let rawQueryString = `limit=${limit}`;
    for (let page = 0; page < 3; page++) {
      meter.take();
      const { body } = parsed(await functions.listPets!(gatewayEvent('GET /pets', { rawQueryString })));
      const { items, nextCursor } = body as { items: unknown[]; nextCursor: string };
      expect(items).toHaveLength(limit);
      const read = meter.take().reduce((sum, call) => sum + call.items, 0);
      expect(read).toBeLessThanOrEqual(2 * limit);
      rawQueryString = `limit=${limit}&cursor=${nextCursor}`;
    }
  }
});

test('the projector: one write a pet with its index entries, 25 pets a request, deletions among them', async () => {
  const histories = Array.from({ length: 50 }, (_, n) => updatesOf(`projected-${n}`, 5));
  const delivered = (from: number, to: number) =>
    cost('projectPets', { Records: histories.flatMap((history) => history.slice(from, to)).map(recordOf) });
  const batch = { operation: 'BatchExecuteStatement', readUnits: 0, writeUnits: 100 };
  expect(await delivered(0, 1)).toEqual([batch, batch]);
  // A row that changes elsewhere than in what filters look at is written to the table and one index alone.
  const updates = { ...batch, writeUnits: 50 };
  expect(await delivered(1, 5)).toEqual([updates, updates]);

  const [created, deleted, again] = historyOf('projected-last', [
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
    { type: 'DeletePet' },
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
  ]);
  const records = (...events: RecordedPetEvent[]) => ({ Records: events.map(recordOf) });
  const one = { ...batch, writeUnits: 4 };
  expect(await cost('projectPets', records(created!))).toEqual([one]);
  expect(await cost('projectPets', records(deleted!))).toEqual([one]);
  expect(await cost('projectPets', records(again!))).toEqual([one]);
  // A row that was taken to be there, and is not, is put on its own.
  const [first, last] = historyOf('projected-at-once', [
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
    { type: 'DeletePet' },
  ]);
  expect(await cost('projectPets', records(first!, last!))).toEqual([
    { ...batch, writeUnits: 0 },
    { operation: 'PutItem', readUnits: 0, writeUnits: 1 },
  ]);
});

test.each<[string, object, number]>([
  ['what no filter looks at', { color: 'brown' }, 2],
  ['the status', { status: 'adopted' }, 4],
  ['the owner', { ownerId: 'bob' }, 4],
  ['the name', { name: 'Fiona' }, 6],
  ['the name, to other letters', { name: 'Rex' }, 7],
  ['the type', { type: 'cat' }, 7],
])(
  'the row of a pet with status and owner takes 6 write units, and a change of %s %o %i',
  async (what, patch, units) => {
    const [created, updated] = historyOf(`filtered-${what}`, [
      { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog', status: 'available', ownerId: 'ann' } },
      { type: 'UpdatePet', patch: patch as JsonObject },
    ]);
    const projected = async (event: RecordedPetEvent) =>
      (await cost('projectPets', { Records: [recordOf(event)] })).map(({ writeUnits }) => writeUnits);
    expect([await projected(created!), await projected(updated!)]).toEqual([[6], [units]]);
  },
);

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPet } from '../../src/commands/createPet.ts';
import { deletePet } from '../../src/commands/deletePet.ts';
import { restorePet } from '../../src/commands/restorePet.ts';
import { updatePet } from '../../src/commands/updatePet.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import type { GatewayEvent } from '../../src/http/gatewayEvent.ts';
import { type PetEventStore, petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { type MemoryEventStore, memoryEventStore } from '../support/memoryEventStore.ts';
import { memoryIdempotencyKeys } from '../support/memoryIdempotencyKeys.ts';

// What the commands answer and record, from the request to the stored event, on a store in memory.

const routes = {
  create: ['POST /pets', createPet],
  put: ['PUT /pets/{petId}', updatePet],
  patch: ['PATCH /pets/{petId}', updatePet],
  delete: ['DELETE /pets/{petId}', deletePet],
  restore: ['POST /pets/{petId}/restore', restorePet],
} as const;

interface Request {
  body?: JsonObject;
  query?: string;
  headers?: Record<string, string>;
}

let store: MemoryEventStore<RecordedPetEvent>;
/** What the functions are given: the store, or one that gets in their way. */
let given: PetEventStore;
beforeEach(() => {
  store = memoryEventStore(petStream);
  given = store;
});
afterEach(() => {
  vi.useRealTimers();
});

async function send(command: keyof typeof routes, { body, query = '', headers = {} }: Request = {}) {
  const [route, handlerOf] = routes[command];
  const changes: Partial<GatewayEvent> = {
    pathParameters: { petId: 'rex' },
    rawQueryString: query,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  };
  return parsed(await handlerOf({ store: given, keys: memoryIdempotencyKeys(store) })(gatewayEvent(route, changes)));
}
const REX = { petId: 'rex', name: 'Rex', type: 'dog' };
const create = (attributes: JsonObject = {}) => send('create', { body: { ...REX, ...attributes } });
const problem = (name: string) => ({ type: `/problems/${name}` });

/** What happened to the pet, as the types of its events. */
async function recorded(petId = 'rex'): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of store.read(petId)) types.push(type);
  return types;
}

test('a pet is created: 201 with its place and version, under its own id or one of the service', async () => {
  expect(await create({ tags: ['good'], notes: null })).toMatchObject({
    status: 201,
    headers: { location: '/pets/rex', etag: '"1"' },
    body: { ...REX, tags: ['good'], version: 1 },
  });
  const { body } = await send('create', { body: { name: 'Misty', type: 'cat' } });
  expect(await recorded((body as { petId: string }).petId)).toEqual(['PetCreated']);
  expect((await store.newest('rex'))!.state).toEqual({ name: 'Rex', type: 'dog', tags: ['good'] });
});

test('a pet that exists is not created again, one that was deleted is', async () => {
  await create();
  expect(await create()).toMatchObject({ status: 409, body: problem('pet-exists') });
  await send('delete');
  expect(await create({ name: 'Max' })).toMatchObject({ status: 201, headers: { etag: '"3"' }, body: { name: 'Max' } });
  expect(await recorded()).toEqual(['PetCreated', 'PetDeleted', 'PetCreated']);
});

test.each([
  [{ petId: 'a/b' }, '/petId'],
  [{ petId: 7 }, '/petId'],
  [{ name: '' }, '/name'],
  [{ type: null }, '/type'],
  [{ weightKg: -1 }, '/weightKg'],
])('a pet that is not valid is not created: %j', async (attributes, pointer) => {
  expect(await create(attributes)).toMatchObject({
    status: 400,
    body: { ...problem('invalid-pet'), errors: [{ pointer }] },
  });
  expect(store.stored.size).toBe(0);
});

test.each(['put', 'patch'] as const)('%s merges: null removes, objects merge, arrays are replaced', async (command) => {
  await create({ color: 'red', tags: ['a', 'b'], address: { city: 'Bonn', zip: 1 } });
  const body = { color: null, tags: ['c'], address: { zip: 2 }, petId: 'rex', version: 99 };
  const { status, headers, body: pet } = await send(command, { body });
  expect([status, headers.etag]).toEqual([200, '"2"']);
  expect(pet).toMatchObject({ ...REX, tags: ['c'], address: { city: 'Bonn', zip: 2 }, version: 2 });
  expect(pet).not.toHaveProperty('color');
  expect((await store.newest('rex'))!.data).toEqual({
    changes: { color: null, tags: ['c'], $personal: { other: { address: { city: 'Bonn', zip: 2 } } } },
  });
});

test('a change that changes nothing is answered and not recorded', async () => {
  await create({ tags: ['a'] });
  expect(await send('patch', { body: { tags: ['a'], color: null } })).toMatchObject({
    status: 200,
    headers: { etag: '"1"' },
    body: { version: 1 },
  });
  expect(await recorded()).toEqual(['PetCreated']);
});

test('what makes a pet invalid or too large, or changes none, is refused', async () => {
  expect(await send('patch', { body: { name: 'Max' } })).toMatchObject({ status: 404, body: problem('pet-not-found') });
  await create({ notes: 'x'.repeat(40_000) });
  expect(await send('patch', { body: { name: null } })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/name' }] },
  });
  expect(await send('patch', { body: { more: 'x'.repeat(40_000) } })).toMatchObject({
    status: 413,
    body: problem('pet-too-large'),
  });
  expect(await recorded()).toEqual(['PetCreated']);
});

test('If-Match and If-None-Match hold for the version that the change builds on', async () => {
  await create();
  const named = (name: string, headers: Record<string, string>) => send('patch', { body: { name }, headers });
  expect(await named('Max', { 'if-match': '"2"' })).toMatchObject({
    status: 412,
    headers: { etag: '"1"' },
    body: problem('version-conflict'),
  });
  expect((await named('Max', { 'if-match': 'W/"1"' })).status).toBe(412);
  expect((await named('Max', { 'if-none-match': '*' })).status).toBe(412);
  expect((await named('Max', { 'if-match': '"7", "1"' })).status).toBe(200);
  expect((await named('Tom', { 'if-match': '*' })).status).toBe(200);
  expect((await send('delete', { headers: { 'if-match': '"1"' } })).status).toBe(412);
  expect((await send('delete', { headers: { 'if-match': '"3"' } })).status).toBe(204);
  expect(await recorded()).toEqual(['PetCreated', 'PetUpdated', 'PetUpdated', 'PetDeleted']);
});

test('a deletion is recorded once; a pet that never was is not found', async () => {
  expect(await send('delete')).toMatchObject({ status: 404, body: problem('pet-not-found') });
  await create();
  for (const _ of [1, 2]) expect((await send('delete')).status).toBe(204);
  expect(await recorded()).toEqual(['PetCreated', 'PetDeleted']);
});

test('a change of a deleted pet is 410 with the way to its history', async () => {
  await create();
  await send('delete');
  expect(await send('patch', { body: { name: 'Max' } })).toMatchObject({
    status: 410,
    headers: { link: '</pets/rex/history>; rel="history"' },
    body: { ...problem('pet-deleted'), history: '/pets/rex/history' },
  });
});

test('a deleted pet is restored as it was before; the event names the one it goes back to', async () => {
  await create({ color: 'red' });
  await send('patch', { body: { color: 'blue' } });
  await send('delete');
  const version2 = await store.at('rex', 2);
  expect(await send('restore')).toMatchObject({ status: 200, headers: { etag: '"4"' }, body: { color: 'blue' } });
  expect(await store.newest('rex')).toMatchObject({
    type: 'PetCreated',
    state: version2!.state,
    metadata: { causationId: version2!.eventId },
  });
  // A pet that lives is what it is: there is nothing to restore.
  expect(await send('restore')).toMatchObject({ status: 200, headers: { etag: '"4"' } });
  expect(await recorded()).toHaveLength(4);
});

test('a pet is made what it was at a version', async () => {
  await create({ color: 'red' });
  await send('patch', { body: { color: null, tags: ['a'] } });
  const { body } = await send('restore', { query: 'version=1' });
  expect(body).toMatchObject({ color: 'red', version: 3 });
  expect(body).not.toHaveProperty('tags');
  expect(await store.newest('rex')).toMatchObject({
    type: 'PetUpdated',
    data: { changes: { color: 'red', tags: null } },
    metadata: { causationId: (await store.at('rex', 1))!.eventId },
  });
  expect((await send('restore', { query: 'version=3', headers: { 'if-match': '"2"' } })).status).toBe(412);
});

test('what can not be restored is refused', async () => {
  expect(await send('restore')).toMatchObject({ status: 404, body: problem('pet-not-found') });
  await create();
  await send('delete');
  await create();
  await send('patch', { body: { name: 'Max' } });
  const errors = (message: string) => ({ errors: [{ pointer: '/query/version', message }] });
  expect(await send('restore', { query: 'version=2' })).toMatchObject({
    status: 400,
    body: errors('must be a version at which the pet lived; version 2 deleted it'),
  });
  expect(await send('restore', { query: 'version=5' })).toMatchObject({
    status: 404,
    body: { ...problem('version-not-found'), ...errors('must be from 1 to 4') },
  });
  store.stored.get('rex')!.delete(3);
  expect(await send('restore', { query: 'version=3' })).toMatchObject({
    status: 404,
    body: { ...problem('version-not-found'), ...errors('is missing from the history') },
  });
});

test('a repeated Idempotency-Key is answered as it was the first time, and carried out once', async () => {
  const headers = { 'idempotency-key': 'key-1' };
  const first = await send('create', { body: REX, headers });
  await send('patch', { body: { name: 'Max' } });
  expect(await send('create', { body: REX, headers })).toEqual(first);
  const deletion = { headers: { 'idempotency-key': 'key-2' } };
  expect([await send('delete', deletion), await create(), await send('delete', deletion)]).toMatchObject([
    { status: 204 },
    { status: 201 },
    { status: 204 },
  ]);
  expect(await recorded()).toEqual(['PetCreated', 'PetUpdated', 'PetDeleted', 'PetCreated']);
});

test('an Idempotency-Key with another request is refused; one of a refused request is free', async () => {
  const headers = { 'idempotency-key': 'key-1' };
  expect((await send('patch', { body: { name: 'Max' }, headers })).status).toBe(404);
  expect((await send('create', { body: REX, headers })).status).toBe(201);
  const others: [keyof typeof routes, Request][] = [
    ['create', { body: { ...REX, name: 'Max' }, headers }],
    ['patch', { body: REX, headers }],
    ['create', { body: REX, headers: { ...headers, 'if-match': '"1"' } }],
  ];
  for (const [command, request] of others)
    expect(await send(command, request)).toMatchObject({ status: 422, body: problem('idempotency-key-reused') });
  expect(await recorded()).toEqual(['PetCreated']);
});

test('a key is kept of a change that changed nothing, too', async () => {
  await create();
  const request = { body: { name: 'Rex' }, headers: { 'idempotency-key': 'key-1' } };
  const first = await send('patch', request);
  await send('patch', { body: { name: 'Max' } });
  expect(await send('patch', request)).toEqual(first);
  expect((await store.newest('rex'))!.state).toMatchObject({ name: 'Max' });
});

test('repetitions at once lead to one event and one answer', async () => {
  const headers = { 'idempotency-key': 'key-1' };
  const answers = await Promise.all([1, 2, 3, 4].map(() => send('create', { body: REX, headers })));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]!.status).toBe(201);
  expect(await recorded()).toEqual(['PetCreated']);
});

test('a writer that loses a race builds on what the winner left', async () => {
  await create();
  let raced = false;
  given = {
    ...store,
    async append(sealed, companion) {
      if (!raced) {
        raced = true;
        given = store;
        await send('patch', { body: { color: 'red', name: 'Max' } });
      }
      return store.append(sealed, companion);
    },
  };
  expect(await send('patch', { body: { name: 'Tom' } })).toMatchObject({
    status: 200,
    body: { name: 'Tom', color: 'red', version: 3 },
  });
});

test('a writer that loses every race is told so: 409 with Retry-After, and nothing is recorded', async () => {
  await create();
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'], shouldAdvanceTime: true });
  given = {
    ...store,
    async append() {
      vi.advanceTimersByTime(1_600);
      return 'version-conflict';
    },
  };
  expect(await send('patch', { body: { name: 'Max' } })).toMatchObject({
    status: 409,
    headers: { 'retry-after': '1' },
    body: problem('contention'),
  });
  expect(await recorded()).toEqual(['PetCreated']);
});

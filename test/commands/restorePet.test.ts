import { beforeEach, expect, test } from 'vitest';
import { restorePet } from '../../src/commands/restorePet.ts';
import type { PetEventStore } from '../../src/streams/petStream.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf, sealed } from '../support/history.ts';
import { memoryParts } from '../support/memoryParts.ts';

let store: PetEventStore;
let restore: (query?: string, headers?: Record<string, string>) => Promise<ReturnType<typeof parsed>>;
/** Created, updated twice, deleted. */
const history = historyOf('rex', [
  { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
  { type: 'UpdatePet', patch: { color: 'red' } },
  { type: 'UpdatePet', patch: { color: 'brown' } },
  { type: 'DeletePet' },
]);

beforeEach(async () => {
  const parts = memoryParts();
  store = parts.store;
  for (const event of history) await store.append(sealed(event));
  const handler = restorePet(parts);
  restore = async (rawQueryString = '', headers = {}) => {
    const event = gatewayEvent('POST /pets/{petId}/restore', {
      pathParameters: { petId: 'rex' },
      rawQueryString,
      headers,
    });
    return parsed(await handler(event));
  };
});

test('a deleted pet comes back as it was before the deletion, and its event names the one it came from', async () => {
  expect(await restore()).toMatchObject({
    status: 200,
    headers: { etag: '"5"' },
    body: { color: 'brown', version: 5 },
  });
  expect((await store.newest('rex'))!.metadata.causationId).toBe(history[2]!.eventId);
});

test('If-Match may name the version of the deletion, and no other', async () => {
  const late = await restore('', { 'if-match': '"3"' });
  expect([late.status, late.headers.etag]).toEqual([412, '"4"']);
  expect((await restore('', { 'if-match': '"4"' })).status).toBe(200);
});

test('the same Idempotency-Key with another version is another request', async () => {
  const headers = { 'idempotency-key': 'k' };
  const first = await restore('version=1', headers);
  expect(first).toMatchObject({ status: 200, body: { version: 5 } });
  expect(await restore('version=1', headers)).toEqual(first);
  expect((await restore('version=2', headers)).status).toBe(422);
});

test('a version without a pet, and one that is not there', async () => {
  expect((await restore('version=4')).status).toBe(400);
  expect((await restore('version=9')).status).toBe(404);
});

test('a version that comes while the pet is read was not there: it is not taken for one that lost personal data', async () => {
  const [first, second] = historyOf('late', [
    { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
    { type: 'UpdatePet', patch: { visits: 142 } },
  ]);
  const parts = memoryParts();
  await parts.store.append(sealed(first!));
  const newest = async (petId: string) => {
    const found = await parts.store.newest(petId);
    await parts.store.append(sealed(second!));
    return found;
  };
  const handler = restorePet({ ...parts, store: { ...parts.store, newest } });
  const event = gatewayEvent('POST /pets/{petId}/restore', {
    pathParameters: { petId: 'late' },
    rawQueryString: 'version=2',
  });
  expect(parsed(await handler(event))).toMatchObject({ status: 404, body: { type: '/problems/version-not-found' } });
});

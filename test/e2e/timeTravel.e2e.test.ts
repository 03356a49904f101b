import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ProblemDocument } from '../../src/client/petsClient.ts';
import type { Pet } from '../../src/domain/pet.ts';
import { bodyOf, useApi } from '../support/service.ts';

const api = useApi();
const restore = (petId: string, query = '', headers: Record<string, string> = {}) =>
  api.request(`/pets/${petId}/restore${query}`, { method: 'POST', headers });
const strong = (petId: string) => api.request(`/pets/${petId}?consistency=strong`);
const problemOf = async (response: Response) => {
  const { requestId: _, title: __, ...problem } = await bodyOf<ProblemDocument>(response);
  return problem;
};

type Addressed = { address: { city?: string; zip: number | null } };

/** A pet that was created, updated, deleted and created again: versions 1 to 4. Each state as the API answered it. */
async function petOfTwoLives() {
  const petId = randomUUID();
  const first = await api.client.create<Addressed>({
    petId,
    name: 'Fido',
    type: 'dog',
    address: { city: 'Bonn', zip: 1 },
  });
  await sleep(2);
  const second = await api.client.update<Addressed>(petId, { name: 'Rex', color: 'red', address: { zip: null } });
  await sleep(2);
  await api.client.remove(petId);
  await sleep(2);
  const fourth = await api.client.create({ petId, name: 'Luna', type: 'cat' });
  return { petId, first, second, fourth };
}

describe('restore', () => {
  test('a deleted pet comes back as it was, as a new life of the same stream', async () => {
    const pet = await api.client.create({ name: 'Fido', type: 'dog', tags: ['good'] });
    const updated = await api.client.update(pet.petId, { color: 'brown' });
    await api.client.remove(pet.petId);
    const response = await restore(pet.petId);
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe('"4"');
    const restored = await bodyOf<Pet>(response);
    expect(restored).toEqual({ ...updated, version: 4, createdAt: restored.updatedAt, updatedAt: restored.updatedAt });
    expect(await bodyOf(await strong(pet.petId))).toEqual(restored);

    const again = await restore(pet.petId);
    expect([again.status, again.headers.get('etag'), await bodyOf(again)]).toEqual([200, '"4"', restored]);
  });

  test('a live pet becomes again what it was at a version, in another life too', async () => {
    const { petId, first, fourth } = await petOfTwoLives();
    const restored = await bodyOf<Pet>(await restore(petId, '?version=1'));
    expect(restored).toEqual({ ...first, version: 5, createdAt: fourth.createdAt, updatedAt: restored.updatedAt });
    expect((await restore(petId, '?version=5')).headers.get('etag')).toBe('"5"');
  });

  test('If-Match guards it, the version of a deletion included', async () => {
    const { petId } = await api.client.create({ name: 'Fido', type: 'dog' });
    expect((await restore(petId, '?version=1', { 'if-match': '"7"' })).status).toBe(412);
    await api.client.remove(petId);
    const late = await restore(petId, '', { 'if-match': '"1"' });
    expect([late.status, late.headers.get('etag')]).toEqual([412, '"2"']);
    expect((await restore(petId, '', { 'if-match': '"2"' })).status).toBe(200);
  });

  test('repeated under its Idempotency-Key it is done once', async () => {
    const { petId, first } = await petOfTwoLives();
    const headers = { 'idempotency-key': randomUUID() };
    const answer = await bodyOf<Pet>(await restore(petId, '?version=1', headers));
    expect(answer).toMatchObject({ name: first.name, version: 5 });
    await api.client.update(petId, { name: 'Otto' });
    expect(await bodyOf(await restore(petId, '?version=1', headers))).toEqual(answer);
    expect((await restore(petId, '?version=2', headers)).status).toBe(422);
    expect((await bodyOf<Pet>(await strong(petId))).version).toBe(6);
  });

  test('the history names the event whose state was brought back', async () => {
    const { petId } = await petOfTwoLives();
    await api.client.restore(petId, { version: 2 });
    const { items, nextCursor } = await api.client.history(petId, { order: 'desc' });
    expect(nextCursor).toBeNull();
    expect(items.map(({ type }) => type)).toEqual([
      'PetUpdated',
      'PetCreated',
      'PetDeleted',
      'PetUpdated',
      'PetCreated',
    ]);
    expect(items[0]!.metadata.causationId).toBe(items[3]!.eventId);
    expect(items[0]!.changes).toContainEqual({ pointer: '/name', before: 'Luna', after: 'Rex' });
    expect(await api.client.events({ to: '2020-01-01T00:00:00Z' })).toEqual({
      items: [],
      nextCursor: null,
      caughtUp: true,
    });
  });

  test('what can not be restored', async () => {
    expect((await restore('nobody')).status).toBe(404);
    const { petId } = await petOfTwoLives();
    expect(await problemOf(await restore(petId, '?version=9'))).toEqual({
      type: '/problems/version-not-found',
      status: 404,
      detail: 'The pet has no version 9.',
      errors: [{ pointer: '/query/version', message: 'must be from 1 to 4' }],
    });
    expect(await problemOf(await restore(petId, '?version=3'))).toMatchObject({
      status: 400,
      errors: [{ pointer: '/query/version', message: expect.stringContaining('version 3 deleted it') }],
    });
    for (const version of ['0', '-1', '1.5', '01', 'x', '', '1e3', '9'.repeat(20)]) {
      expect((await restore(petId, `?version=${version}`)).status).toBe(400);
    }
  });

  test('restorers who race bring the pet back once', async () => {
    const { petId } = await api.client.create({ name: 'Fido', type: 'dog' });
    await api.client.remove(petId);
    const replies = await Promise.all(Array.from({ length: 8 }, () => restore(petId)));
    expect(replies.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect((await bodyOf<Pet>(await strong(petId))).version).toBe(3);
  });
});

describe('the past', () => {
  let pet: Awaited<ReturnType<typeof petOfTwoLives>>;
  let deletedAt: string;
  beforeAll(async () => {
    pet = await petOfTwoLives();
    deletedAt = new Date(Date.parse(pet.fourth.createdAt) - 1).toISOString();
  });
  const show = (query: string, headers = {}) => api.request(`/pets/${pet.petId}?${query}`, { headers });

  test('every version is shown as it was, for ever', async () => {
    for (const [version, state] of [
      [1, pet.first],
      [2, pet.second],
      [4, pet.fourth],
    ] as const) {
      const response = await show(`version=${version}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('etag')).toBe(`"${version}"`);
      // Personal data may be erased from it.
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      expect(await bodyOf(response)).toEqual(state);
    }
    expect((await show('version=2', { 'if-none-match': '"2"' })).status).toBe(304);
    expect((await show('version=2', { 'if-none-match': '"4"' })).status).toBe(200);
  });

  test('a time shows the version that was the newest then', async () => {
    const { first, second, fourth } = pet;
    for (const [at, state] of [
      [first.createdAt, first],
      [second.updatedAt, second],
      [new Date(Date.parse(second.updatedAt) - 1).toISOString(), first],
      [second.updatedAt.replace('Z', '+00:00'), second],
      [fourth.createdAt, fourth],
      ['2999-01-01T00:00:00Z', fourth],
    ] as const) {
      const response = await show(`at=${at}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-location')).toBe(`/pets/${pet.petId}?version=${state.version}`);
      expect(response.headers.get('etag')).toBe(`"${state.version}"`);
      expect(await bodyOf(response)).toEqual(state);
    }
  });

  test('before the creation there was no pet, and while deleted there is none: the answer leads to the history', async () => {
    expect(await problemOf(await show('at=2020-01-01T00:00:00Z'))).toEqual({
      type: '/problems/pet-not-found',
      status: 404,
      detail: `No pet had the id ${pet.petId} at that time.`,
    });
    expect((await show('at=1960-01-01T00:00:00Z')).status).toBe(404);
    expect(await problemOf(await show('version=5'))).toMatchObject({
      type: '/problems/version-not-found',
      status: 404,
    });
    for (const query of ['version=3', `at=${deletedAt}`]) {
      const response = await show(query);
      expect(response.status).toBe(410);
      expect(response.headers.get('link')).toBe(`</pets/${pet.petId}/history>; rel="history"`);
      expect(await problemOf(response)).toEqual({
        type: '/problems/pet-deleted',
        status: 410,
        detail: `The pet ${pet.petId} was deleted.`,
        history: `/pets/${pet.petId}/history`,
      });
    }
  });

  test('what names no moment is refused by name', async () => {
    for (const at of ['', 'yesterday', '2026-03-01', '2026-03-01T00:00:00', '2026-02-30T00:00:00Z']) {
      const response = await show(`at=${at}`);
      expect([response.status, (await problemOf(response)).errors?.[0]?.pointer]).toEqual([400, '/query/at']);
    }
    for (const query of ['version=0', 'version=x', 'version=1&version=2']) {
      expect((await problemOf(await show(query))).errors?.[0]?.pointer).toBe('/query/version');
    }
    expect((await show('version=1&at=2026-03-01T00:00:00Z')).status).toBe(400);
  });
});

test('the list as it was: deleted pets are back, later ones are not there, and filters look at what was', async () => {
  const type = `past-${randomUUID()}`;
  const { petId, fourth } = await petOfTwoLives();
  const [gone, kept] = [
    await api.client.create({ name: 'Gone', type, status: 'available' }),
    await api.client.create({ name: 'Kept', type, status: 'available' }),
  ];
  await sleep(2);
  const at = new Date(Date.parse(kept.updatedAt) + 1).toISOString();
  await sleep(5);
  await api.client.remove(gone.petId);
  await api.client.update(kept.petId, { status: 'sold' });
  await api.client.create({ name: 'New', type });
  const young = await api.request(`/pets?at=${new Date().toISOString()}`);
  expect([young.status, (await bodyOf<ProblemDocument>(young)).errors]).toEqual([
    400,
    [{ pointer: '/query/at', message: 'must be at least 5 seconds ago' }],
  ]);
  await sleep(5_100);

  expect((await api.client.list({ at, type })).items).toEqual([kept, gone]);
  const first = await api.client.list({ at, type, status: 'available', name: 'G', limit: 1 });
  expect(first.items).toEqual([gone]);
  const pages = [await api.client.list({ at, type, limit: 1 })];
  pages.push(await api.client.list({ at, type, limit: 1, cursor: pages[0]!.nextCursor! }));
  expect(pages.flatMap(({ items }) => items)).toEqual([kept, gone]);
  const all = (await api.client.list({ at, limit: 100 })).items.map((pet) => `${pet.petId} ${pet.version}`);
  expect(all.filter((one) => one.startsWith(petId))).toEqual([`${petId} ${fourth.version}`]);
});

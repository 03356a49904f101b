import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type PetPage, PetsProblem, type ProblemDocument } from '../../src/client/petsClient.ts';
import { petsRequests } from '../../src/client/petsRequests.ts';
import { ULID } from '../../src/eventStore/nextEventId.ts';
import { bodyOf, eventually, useApi } from '../support/service.ts';

const api = useApi();
const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
type Addressed = { address: { city?: string; zip: number | null } };
const problemOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  if (!(error instanceof PetsProblem)) throw new Error(`no problem: ${error}`);
  return error;
};

describe('a pet, from creation to deletion', () => {
  test('create answers with the pet, its place and its version', async () => {
    const response = await api.request('/pets', { method: 'POST', ...json({ name: 'Fido', type: 'dog', good: true }) });
    expect(response.status).toBe(201);
    const pet = await bodyOf(response);
    expect(pet).toEqual({
      petId: expect.stringMatching(ULID),
      name: 'Fido',
      type: 'dog',
      good: true,
      version: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: pet.createdAt,
    });
    expect(response.headers.get('location')).toBe(`/pets/${pet.petId}`);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(response.headers.get('x-request-id')).toBeTruthy();
  });

  test('show: the newest event at once, the row a moment later', async () => {
    const pet = await api.client.create({ name: 'Fido', type: 'dog' });
    expect(await api.client.show(pet.petId, { consistency: 'strong' })).toEqual(pet);
    expect(await eventually(() => api.client.show(pet.petId))).toEqual(pet);
  });

  test('a pet keeps everything that JSON can say', async () => {
    const pet = {
      name: '🐕 "Fido" \\ \u0007',
      type: 'dog',
      tags: ['a', ''],
      nested: { list: [1, -0.5, 1e-7, 9007199254740991, true, null, { deep: [[]] }], empty: {} },
      'a key/with~signs': '',
    };
    const created = await api.client.create(pet);
    expect(created).toMatchObject(pet);
    expect(await eventually(() => api.client.show(created.petId))).toEqual(created);
    expect(await api.client.show(created.petId, { consistency: 'strong' })).toEqual(created);
  });

  test('PUT and PATCH merge; GET -> edit -> PUT works; what changes nothing is no new version', async () => {
    const pet = await api.client.create<Addressed>({
      name: 'Fido',
      type: 'dog',
      address: { city: 'Bonn', zip: 53111 },
    });
    const patched = await api.client.update<Addressed>(pet.petId, { address: { zip: null }, breed: 'Pug' });
    expect(patched).toMatchObject({ version: 2, address: { city: 'Bonn' }, breed: 'Pug', createdAt: pet.createdAt });
    expect(patched.address).toEqual({ city: 'Bonn' });

    const put = await api.request(`/pets/${pet.petId}`, { method: 'PUT', ...json({ ...patched, name: 'Rex' }) });
    expect([put.status, put.headers.get('etag')]).toEqual([200, '"3"']);
    const current = await put.json();
    expect(current).toMatchObject({ name: 'Rex', breed: 'Pug', version: 3 });
    expect(await api.client.update(pet.petId, { name: 'Rex' })).toEqual(current);
  });

  test('a petId in the body must be the one in the path', async () => {
    const pet = await api.client.create({ name: 'Fido', type: 'dog' });
    for (const method of ['PUT', 'PATCH']) {
      for (const petId of ['other', null, 7]) {
        const refused = await api.request(`/pets/${pet.petId}`, { method, ...json({ petId, name: 'Rex' }) });
        expect(refused.status).toBe(400);
        expect(await refused.json()).toMatchObject({
          detail: `/petId must be ${pet.petId}, as in the path, or left out.`,
          errors: [{ pointer: '/petId' }],
        });
      }
    }
    expect(await api.client.show(pet.petId, { consistency: 'strong' })).toEqual(pet);
  });

  test('what is missing is called missing', async () => {
    const { problem, message } = await problemOf(api.client.send(petsRequests.create({ weightKg: 0 })));
    expect(problem).toMatchObject({
      detail: '/name is missing; /type is missing; /weightKg must be a number above 0.',
    });
    expect(message).toBe(
      'The pet is not valid: /name is missing; /type is missing; /weightKg must be a number above 0',
    );
  });

  test('delete, and everything after it', async () => {
    const { petId } = await api.client.create({ name: 'Fido', type: 'dog' });
    for (let repetition = 0; repetition < 2; repetition++) {
      const response = await api.request(`/pets/${petId}`, { method: 'DELETE' });
      expect([response.status, await response.text()]).toEqual([204, '']);
    }
    for (const consistency of ['strong', 'eventual'] as const) {
      const problem = await eventually(async () => {
        const found = await problemOf(api.client.show(petId, { consistency }));
        expect(found.name).toBe('pet-deleted');
        return found;
      });
      expect(problem.status).toBe(410);
    }
    expect((await problemOf(api.client.update(petId, { name: 'Rex' }))).name).toBe('pet-deleted');
    const again = await api.client.create({ petId, name: 'Fido', type: 'cat' });
    expect(again).toMatchObject({ petId, type: 'cat', version: 3 });
    await eventually(async () => expect(await api.client.show(petId)).toEqual(again));
  });
});

describe('what the service before this one was sent', () => {
  test('works here: an id of the caller, and no content type that says JSON', async () => {
    const petId = `old-${randomUUID().slice(0, 8)}`;
    const body = JSON.stringify({ petId, name: 'Fido', type: 'dog' });
    const created = await api.request('/pets', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    expect([created.status, created.headers.get('location')]).toEqual([201, `/pets/${petId}`]);
    const untyped = await api.request(`/pets/${petId}`, { method: 'PUT', body: Buffer.from('{"name":"Rex"}') });
    expect([untyped.status, (await bodyOf(untyped)).name]).toEqual([200, 'Rex']);
    await eventually(async () =>
      expect(await api.client.show(petId)).toMatchObject({ petId, name: 'Rex', version: 2 }),
    );
    expect((await problemOf(api.client.create({ petId, name: 'Fido', type: 'dog' }))).status).toBe(409);
    expect((await api.request(`/pets/${petId}`, { method: 'DELETE' })).status).toBe(204);
  });
});

describe('conditions', () => {
  test('If-Match: a version that is not the newest one any more is refused, and nothing is written', async () => {
    const pet = await api.client.create({ name: 'Fido', type: 'dog' });
    await api.client.update(pet.petId, { name: 'Rex' }, { version: 1 });
    for (const attempt of [
      () => api.client.update(pet.petId, { name: 'Max' }, { version: 1 }),
      () => api.client.remove(pet.petId, { version: 1 }),
    ]) {
      const problem = await problemOf(attempt());
      expect([problem.status, problem.name, problem.headers.get('etag')]).toEqual([412, 'version-conflict', '"2"']);
    }
    expect(await api.client.show(pet.petId, { consistency: 'strong' })).toMatchObject({ name: 'Rex', version: 2 });
  });

  test.each([
    ['*', 200],
    ['"1"', 200],
    ['"7", "1"', 200],
    ['"2"', 412],
    ['W/"1"', 412],
    ['"one"', 412],
    ['1', 400],
    ['"1" "2"', 400],
  ])('If-Match: %s gives %i', async (tag, status) => {
    const pet = await api.client.create({ name: 'Fido', type: 'dog' });
    const response = await api.request(`/pets/${pet.petId}`, {
      method: 'PATCH',
      ...json({ name: 'Rex' }, { 'if-match': tag }),
    });
    expect(response.status).toBe(status);
  });

  test('If-None-Match: a pet that the caller has is not sent again', async () => {
    const pet = await api.client.create({ name: 'Fido', type: 'dog' });
    const show = (tag: string) =>
      api.request(`/pets/${pet.petId}?consistency=strong`, { headers: { 'if-none-match': tag } });
    for (const tag of ['"1"', 'W/"1"', '"7", "1"', '*']) {
      const response = await show(tag);
      expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([304, '"1"', '']);
    }
    expect((await show('"2"')).status).toBe(200);
  });
});

describe('lists', () => {
  test('newest first, by type, page by page, while other pets come', async () => {
    const type = `type ${randomUUID()} &/#ä`;
    const created: string[] = [];
    for (let n = 0; n < 23; n++) created.push((await api.client.create({ name: `Pet ${n}`, type })).petId);
    await eventually(async () => expect((await api.client.list({ type, limit: 100 })).items).toHaveLength(23));

    const seen: string[] = [];
    let next: string | null = `/pets?${new URLSearchParams({ type, limit: '5' })}`;
    while (next) {
      const response: Response = await api.request(next);
      const page = await bodyOf<PetPage>(response);
      seen.push(...page.items.map(({ petId }) => petId));
      const link = response.headers.get('link');
      expect(link === null).toBe(page.nextCursor === null);
      next = link && /^<([^>]+)>; rel="next"$/.exec(link)![1]!;
      if (next) await api.client.create({ name: 'A later pet', type });
    }
    expect(seen).toEqual([...created].reverse());
  });

  test('a deleted pet leaves the list, an updated one keeps its place, one of another type changes lists', async () => {
    const type = randomUUID();
    const [a, b, c] = [
      await api.client.create({ name: 'a', type }),
      await api.client.create({ name: 'b', type }),
      await api.client.create({ name: 'c', type }),
    ];
    await api.client.update(a.petId, { name: 'A' });
    await api.client.remove(b.petId);
    await api.client.update(c.petId, { type: `${type}2` });
    await eventually(async () => {
      expect((await api.client.list({ type })).items.map(({ name }) => name)).toEqual(['A']);
      expect((await api.client.list({ type: `${type}2` })).items.map(({ name }) => name)).toEqual(['c']);
    });
  });

  test('the type matches whatever its case', async () => {
    const type = `Cat-${randomUUID()}`;
    const { petId } = await api.client.create({ name: 'Misty', type });
    for (const asked of [type, type.toLowerCase(), type.toUpperCase()]) {
      await eventually(async () =>
        expect((await api.client.list({ type: asked })).items).toMatchObject([{ petId, type }]),
      );
    }
  });

  test.each([
    ['owner=ann', '/query/owner'],
    ['limit=0', '/query/limit'],
    ['limit=101', '/query/limit'],
    ['limit=ten', '/query/limit'],
    ['limit=5&limit=6', '/query/limit'],
    ['type=', '/query/type'],
    ['cursor=', '/query/cursor'],
    ['cursor=AAAA', '/query/cursor'],
  ])('?%s is refused at %s', async (query, pointer) => {
    const response = await api.request(`/pets?${query}`);
    expect([response.status, (await bodyOf<ProblemDocument>(response)).errors?.[0]?.pointer]).toEqual([400, pointer]);
  });

  test('a cursor works only unchanged, and only in the list that gave it', async () => {
    const type = randomUUID();
    for (const name of ['a', 'b', 'c']) await api.client.create({ name, type });
    const page = await eventually(async () => {
      const found = await api.client.list({ type, limit: 2 });
      expect(found.nextCursor).not.toBeNull();
      return found;
    });
    const cursor = page.nextCursor!;
    expect((await problemOf(api.client.list({ cursor }))).status).toBe(400);
    expect((await problemOf(api.client.list({ type: `${type}2`, cursor }))).status).toBe(400);
    for (let place = 0; place < cursor.length; place++) {
      const changed = cursor.slice(0, place) + (cursor[place] === 'A' ? 'B' : 'A') + cursor.slice(place + 1);
      expect((await problemOf(api.client.list({ type, cursor: changed }))).status).toBe(400);
    }
  });
});

describe('bad input is refused by name, and nothing is written', () => {
  const deep = `{"name":"a","type":"b","deep":${'['.repeat(20)}${']'.repeat(20)}}`;
  test.each<[string, string, string, number, string, string | undefined]>([
    ['malformed JSON', 'POST', '{"name":', 400, 'invalid-json', undefined],
    ['no body', 'POST', '', 400, 'invalid-json', undefined],
    ['a list', 'POST', '[]', 400, 'invalid-pet', ''],
    ['null', 'POST', 'null', 400, 'invalid-pet', ''],
    ['no name', 'POST', '{"type":"dog"}', 400, 'invalid-pet', '/name'],
    ['a hostile key', 'POST', '{"name":"a","type":"b","__proto__":{"x":1}}', 400, 'invalid-pet', '/__proto__'],
    ['a number too large', 'POST', '{"name":"a","type":"b","n":1e400}', 400, 'invalid-pet', '/n'],
    ['a lone surrogate', 'POST', '{"name":"\\ud800","type":"b"}', 400, 'invalid-pet', '/name'],
    ['too deep', 'POST', deep, 400, 'invalid-pet', `/deep${'/0'.repeat(15)}`],
    ['a bad id', 'POST', '{"petId":"a/b","name":"a","type":"b"}', 400, 'invalid-pet', '/petId'],
    ['an id that is no text', 'POST', '{"petId":7,"name":"a","type":"b"}', 400, 'invalid-pet', '/petId'],
    ['too large', 'POST', `{"name":"a","type":"b","n":"${'x'.repeat(65536 - 29)}"}`, 413, 'body-too-large', undefined],
  ])('%s', async (_, method, body, status, name, pointer) => {
    const response = await api.request('/pets', { method, ...json(body) });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = await bodyOf<ProblemDocument>(response);
    expect([response.status, problem.status, problem.type]).toEqual([status, status, `/problems/${name}`]);
    expect(problem.requestId).toBe(response.headers.get('x-request-id'));
    expect(problem.errors?.[0]?.pointer).toBe(pointer);
  });

  test('64 KiB exactly is not too large', async () => {
    const body = `{"name":"a","type":"b","n":"${'x'.repeat(65536 - 30)}"}`;
    expect(Buffer.byteLength(body)).toBe(65536);
    expect((await api.request('/pets', { method: 'POST', ...json(body) })).status).toBe(201);
  });

  test.each([
    ['GET', '/pets/a%20b', 400],
    ['GET', `/pets/${'a'.repeat(65)}`, 400],
    ['GET', '/pets/%F0%9F%90%95', 400],
    ['DELETE', '/pets/a.b', 400],
    ['GET', '/pets/nobody?consistency=stronger', 400],
    ['GET', '/pets/nobody', 404],
    ['DELETE', '/pets/nobody', 404],
    ['GET', '/nothing', 404],
    ['GET', '/pets/a/b/c', 404],
    ['GET', '/pets/', 404],
    ['DELETE', '/pets', 405],
    ['POST', '/pets/nobody', 405],
  ])('%s %s gives %i', async (method, path, status) => {
    const response = await api.request(path, { method });
    expect([response.status, (await bodyOf(response)).status]).toEqual([status, status]);
    if (status === 405) expect(response.headers.get('allow')).toMatch(/GET/);
  });

  test('an update of a pet that is not there', async () => {
    expect((await problemOf(api.client.update('nobody', { name: 'a' }))).status).toBe(404);
  });

  test('another media type', async () => {
    const post = await api.request('/pets', {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body: '<pet/>',
    });
    expect([post.status, post.headers.get('accept')]).toEqual([415, 'application/json']);
    const patch = await api.request('/pets/nobody', {
      method: 'PATCH',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    expect([patch.status, patch.headers.get('accept-patch')]).toEqual([
      415,
      'application/merge-patch+json, application/json',
    ]);
  });
});

test('the health check', async () => {
  const response = await api.request('/health');
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
});

test('many writers of one pet: every change is applied, and no two at the same version', async () => {
  const writers = 8;
  const updates = 10;
  const { petId } = await api.client.create({ name: 'Fido', type: 'dog' });
  const versions = await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const mine: number[] = [];
      for (let n = 0; n < updates; n++) {
        mine.push((await eventually(() => api.client.update(petId, { [`writer${writer}`]: n }))).version);
      }
      return mine;
    }),
  );
  const sorted = versions.flat().sort((a, b) => a - b);
  expect(sorted).toEqual(Array.from({ length: writers * updates }, (_, n) => n + 2));
  const pet = await api.client.show<Record<string, number>>(petId, { consistency: 'strong' });
  for (let writer = 0; writer < writers; writer++) expect(pet[`writer${writer}`]).toBe(updates - 1);
});

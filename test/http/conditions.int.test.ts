import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';

useEngine();
const functions: Record<string, Invoke> = {};
beforeAll(async () => {
  for (const name of ['createPet', 'updatePet', 'deletePet', 'showPet', 'describeApi'])
    functions[name] = await loadFunction(name);
});
afterEach(() => {
  delete process.env.REQUIRE_IF_MATCH;
});

async function send(method: string, petId: string, headers: Record<string, string> = {}, body?: object) {
  const name = { POST: 'createPet', PATCH: 'updatePet', PUT: 'updatePet', DELETE: 'deletePet' }[method] ?? 'showPet';
  const event = gatewayEvent(method === 'POST' ? 'POST /pets' : `${method} /pets/{petId}`, {
    pathParameters: { petId },
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  const rawQueryString = name === 'showPet' ? 'consistency=strong' : '';
  return parsed(await functions[name]!({ ...event, rawQueryString }));
}
async function newPet(): Promise<string> {
  const petId = randomUUID();
  await send('POST', petId, {}, { petId, name: 'Fido', type: 'dog' });
  return petId;
}

describe('If-None-Match on a change (RFC 9110 section 13.1.2)', () => {
  test.each([
    ['*', 412],
    ['"1"', 412],
    ['"2"', 200],
  ])('%s gives %i', async (tag, status) => {
    expect((await send('PATCH', await newPet(), { 'if-none-match': tag }, { name: 'Rex' })).status).toBe(status);
  });
});

describe('conditions come after what would be refused anyway (section 13.2.1)', () => {
  test('a pet that is not there, or was deleted', async () => {
    expect((await send('PATCH', 'nobody', { 'if-match': '"1"' }, { name: 'Rex' })).status).toBe(404);
    const petId = await newPet();
    await send('DELETE', petId);
    expect((await send('PATCH', petId, { 'if-match': '"1"' }, { name: 'Rex' })).status).toBe(410);
    expect((await send('DELETE', petId, { 'if-match': '"1"' })).status).toBe(204);
  });
  test('a version that is not the newest, also for a deletion', async () => {
    const petId = await newPet();
    expect((await send('DELETE', petId, { 'if-match': '"7"' })).status).toBe(412);
    expect((await send('DELETE', petId, { 'if-match': '"1"' })).status).toBe(204);
  });
  test('but before the body is merged', async () => {
    expect((await send('PATCH', await newPet(), { 'if-match': '"7"' }, { name: 7 })).status).toBe(412);
  });
});

test('where If-Match is required, a change without it is refused (RFC 6585 section 3)', async () => {
  process.env.REQUIRE_IF_MATCH = 'true';
  const petId = await newPet();
  for (const method of ['PUT', 'PATCH', 'DELETE']) {
    const reply = await send(method, petId, {}, { name: 'Rex' });
    expect([method, reply.status]).toEqual([method, 428]);
  }
  expect((await send('PATCH', petId, { 'if-match': '"1"' }, { name: 'Rex' })).status).toBe(200);
});

describe('Prefer: return=minimal (RFC 7240)', () => {
  const prefer = { prefer: 'respond-async, return=minimal' };
  test('on a change', async () => {
    expect(await send('PATCH', await newPet(), prefer, { name: 'Rex' })).toEqual({
      status: 204,
      headers: {
        etag: '"2"',
        'preference-applied': 'return=minimal',
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        'x-request-id': 'gateway-request-id',
      },
      body: undefined,
    });
  });
  test('on a creation', async () => {
    const petId = randomUUID();
    const reply = await send('POST', petId, prefer, { petId, name: 'Fido', type: 'dog' });
    expect(reply).toMatchObject({ status: 201, headers: { location: `/pets/${petId}`, etag: '"1"' }, body: undefined });
  });
  test('a preference that is not known is ignored', async () => {
    const reply = await send('PATCH', await newPet(), { prefer: 'return=representation' }, { name: 'Rex' });
    expect([reply.status, reply.headers['preference-applied']]).toEqual([200, undefined]);
  });
});

test('HEAD is GET without the content', async () => {
  const petId = await newPet();
  const [get, head] = [await send('GET', petId), await send('HEAD', petId)];
  expect(head).toEqual({ ...get, body: undefined });
  const has = { 'if-none-match': '"1"' };
  expect(await send('HEAD', petId, has)).toEqual(await send('GET', petId, has));
  expect((await send('HEAD', 'nobody')).status).toBe(404);
});

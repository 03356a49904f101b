import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPet } from '../../src/commands/createPet.ts';
import { deletePet } from '../../src/commands/deletePet.ts';
import { updatePet } from '../../src/commands/updatePet.ts';
import type { GatewayEvent } from '../../src/http/gatewayEvent.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { memoryParts } from '../support/memoryParts.ts';

// The handlers on a store in memory.
let send: (
  route: string,
  body?: object,
  headers?: Record<string, string>,
  actor?: string,
) => Promise<ReturnType<typeof parsed>>;
beforeEach(async () => {
  const parts = memoryParts();
  const [create, update, remove] = [createPet(parts), updatePet(parts), deletePet(parts)];
  const handlers: Record<string, (event: GatewayEvent) => Promise<unknown>> = {
    'POST /pets': create,
    'PUT /pets/{petId}': update,
    'PATCH /pets/{petId}': update,
    'DELETE /pets/{petId}': remove,
  };
  send = async (route, body, headers = {}, actor = undefined) => {
    const event = gatewayEvent(route, { pathParameters: { petId: 'rex' }, headers });
    event.requestContext.http.path = route.split(' ')[1]!.replace('{petId}', 'rex');
    if (actor) event.requestContext.authorizer = { jwt: { claims: { sub: actor } } };
    return parsed(await handlers[route]!({ ...event, ...(body && { body: JSON.stringify(body) }) }));
  };
  await send('POST /pets', { petId: 'rex', name: 'Rex', type: 'dog' });
});
afterEach(() => {
  delete process.env.REQUIRE_IF_MATCH;
});

test.each(['', 'x'.repeat(65), 'a b', 'a/b', '../a', 7, {}, ['a']])(
  'a creation refuses the petId %j',
  async (petId) => {
    const { status, body } = await send('POST /pets', { petId, name: 'Rex', type: 'dog' });
    expect([status, body]).toMatchObject([400, { errors: [{ pointer: '/petId' }] }]);
  },
);

test('PUT takes what curl calls every body; PATCH names its media type, and takes no other', async () => {
  const type = (mediaType: string) => ({ 'content-type': mediaType });
  const form = type('application/x-www-form-urlencoded');
  expect((await send('PUT /pets/{petId}', { color: 'red' }, form)).status).toBe(200);
  const refused = await send('PATCH /pets/{petId}', { color: 'blue' }, form);
  expect([refused.status, refused.headers['accept-patch']]).toEqual([
    415,
    'application/merge-patch+json, application/json',
  ]);
  for (const mediaType of ['application/merge-patch+json', 'application/json'])
    expect((await send('PATCH /pets/{petId}', { color: mediaType }, type(mediaType))).status).toBe(200);
});

test('a petId in the body of a change is the one in the path, or refused', async () => {
  for (const petId of ['other', null]) {
    const refused = await send('PUT /pets/{petId}', { petId, color: 'red' });
    expect([refused.status, (refused.body as { errors: object[] }).errors]).toEqual([
      400,
      [{ pointer: '/petId', message: 'must be rex, as in the path, or left out' }],
    ]);
  }
  expect((await send('PUT /pets/{petId}', { petId: 'rex', color: 'red' })).status).toBe(200);
});

describe('conditions', () => {
  const update = (headers: Record<string, string>) => send('PATCH /pets/{petId}', { color: 'red' }, headers);

  test('a deletion looks at If-Match', async () => {
    await update({});
    expect((await send('DELETE /pets/{petId}', undefined, { 'if-match': '"1"' })).status).toBe(412);
    expect((await send('DELETE /pets/{petId}', undefined, { 'if-match': '"2"' })).status).toBe(204);
  });

  test('a pet that was deleted is gone, whatever the condition', async () => {
    await send('DELETE /pets/{petId}');
    expect((await update({ 'if-match': '"1"' })).status).toBe(410);
    expect((await send('DELETE /pets/{petId}', undefined, { 'if-match': '"1"' })).status).toBe(204);
  });

  test('If-None-Match keeps a change from the version that it names', async () => {
    expect((await update({ 'if-none-match': '"1"' })).status).toBe(412);
    expect((await update({ 'if-none-match': '*' })).status).toBe(412);
    expect((await update({ 'if-match': '"1"', 'if-none-match': '"1"' })).status).toBe(412);
    expect((await update({ 'if-none-match': '"2"' })).status).toBe(200);
  });

  test('where the operator wants it, a change names its version', async () => {
    process.env.REQUIRE_IF_MATCH = 'true';
    expect((await update({})).status).toBe(428);
    expect((await update({ 'if-none-match': '"2"' })).status).toBe(428);
    expect((await send('DELETE /pets/{petId}')).status).toBe(428);
    expect((await update({ 'if-match': '"1"' })).status).toBe(200);
  });

  test('a caller who wants no representation gets none', async () => {
    expect(await update({ prefer: 'respond-async, return=minimal' })).toMatchObject({
      status: 204,
      headers: { etag: '"2"', 'preference-applied': 'return=minimal' },
      body: undefined,
    });
  });
});

describe('an Idempotency-Key', () => {
  const KEY = { 'idempotency-key': 'k' };
  const update = (body: object, headers = {}, actor?: string) =>
    send('PATCH /pets/{petId}', body, { ...KEY, ...headers }, actor);

  test('gives the first answer again, whatever came since, in quotes too', async () => {
    const first = await update({ color: 'red' });
    expect(first).toMatchObject({ status: 200, body: { version: 2 } });
    await send('PATCH /pets/{petId}', { color: 'blue' });
    expect(await update({ color: 'red' })).toEqual(first);
    expect(await update({ color: 'red' }, { 'idempotency-key': '"k"' })).toEqual(first);
  });

  test('is kept by a request that changed nothing', async () => {
    const first = await update({ name: 'Rex' });
    expect(first).toMatchObject({ status: 200, body: { version: 1 } });
    await send('PATCH /pets/{petId}', { name: 'Max' });
    expect(await update({ name: 'Rex' })).toEqual(first);
  });

  test('is of one request: its method, its body, its conditions', async () => {
    await update({ color: 'red' });
    for (const other of [
      await send('PUT /pets/{petId}', { color: 'red' }, KEY),
      await update({ color: 'blue' }),
      await update({ color: 'red' }, { 'if-match': '"1"' }),
      await update({ color: 'red' }, { 'if-none-match': '"7"' }),
    ])
      expect(other.status).toBe(422);
  });

  test('is of the same request if only the order of its members differs, at any depth', async () => {
    const first = await update({ color: 'red', address: { city: 'Bonn', zip: 1 } });
    expect(await update({ address: { zip: 1, city: 'Bonn' }, color: 'red' })).toEqual(first);
  });

  test('is of one caller', async () => {
    const answers = [await update({ color: 'red' }, {}, 'ann'), await update({ color: 'blue' }, {}, 'ben')];
    expect(answers).toMatchObject([
      { status: 200, body: { version: 2 } },
      { status: 200, body: { version: 3 } },
    ]);
  });

  test('is 1 to 255 visible ASCII characters', async () => {
    for (const key of ['', 'a b', 'ä', 'x'.repeat(256)])
      expect((await update({ color: 'red' }, { 'idempotency-key': key })).status).toBe(400);
    expect((await update({ color: 'red' }, { 'idempotency-key': 'x'.repeat(255) })).status).toBe(200);
  });
});

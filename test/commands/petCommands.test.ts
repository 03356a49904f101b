import { beforeEach, expect, test } from 'vitest';
import { createPet } from '../../src/commands/createPet.ts';
import { deletePet } from '../../src/commands/deletePet.ts';
import { updatePet } from '../../src/commands/updatePet.ts';
import type { GatewayEvent } from '../../src/http/gatewayEvent.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { memoryParts } from '../support/memoryParts.ts';

// The handlers on a store in memory.
let send: (route: string, body?: object, headers?: Record<string, string>) => Promise<ReturnType<typeof parsed>>;
beforeEach(async () => {
  const parts = memoryParts();
  const [create, update, remove] = [createPet(parts), updatePet(parts), deletePet(parts)];
  const handlers: Record<string, (event: GatewayEvent) => Promise<unknown>> = {
    'POST /pets': create,
    'PUT /pets/{petId}': update,
    'PATCH /pets/{petId}': update,
    'DELETE /pets/{petId}': remove,
  };
  send = async (route, body, headers = {}) => {
    const event = gatewayEvent(route, { pathParameters: { petId: 'rex' }, headers });
    return parsed(await handlers[route]!({ ...event, ...(body && { body: JSON.stringify(body) }) }));
  };
  await send('POST /pets', { petId: 'rex', name: 'Rex', type: 'dog' });
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

test('a deletion looks at If-Match', async () => {
  await send('PATCH /pets/{petId}', { color: 'red' });
  expect((await send('DELETE /pets/{petId}', undefined, { 'if-match': '"1"' })).status).toBe(412);
  expect((await send('DELETE /pets/{petId}', undefined, { 'if-match': '"2"' })).status).toBe(204);
});

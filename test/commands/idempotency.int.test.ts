import { randomUUID } from 'node:crypto';
import { GetCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { digest } from '../../src/commands/idempotencyKeys.ts';
import type { GatewayEvent } from '../../src/http/gatewayEvent.ts';
import { useEngine } from '../support/engine.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';

const engine = useEngine();
const functions: Record<string, Invoke> = {};
beforeAll(async () => {
  for (const name of ['createPet', 'updatePet', 'deletePet']) functions[name] = await loadFunction(name);
});

interface Options {
  key?: string;
  petId?: string;
  actor?: string;
  headers?: Record<string, string>;
}
function request(routeKey: string, body: object | undefined, { key, petId, actor, headers }: Options): GatewayEvent {
  const event = gatewayEvent(routeKey, {
    headers: { ...(key && { 'idempotency-key': key }), 'x-request-id': 'request', ...headers },
    ...(body && { body: JSON.stringify(body) }),
    ...(petId && { pathParameters: { petId } }),
  });
  if (petId) event.requestContext.http.path = `/pets/${petId}`;
  if (actor) event.requestContext.authorizer = { jwt: { claims: { sub: actor } } };
  return event;
}
const create = async (body: object, options: Options = {}) =>
  parsed(await functions.createPet!(request('POST /pets', body, options)));
const update = async (petId: string, body: object, options: Options = {}) =>
  parsed(await functions.updatePet!(request('PATCH /pets/{petId}', body, { ...options, petId })));
const remove = async (petId: string, options: Options = {}) =>
  parsed(await functions.deletePet!(request('DELETE /pets/{petId}', undefined, { ...options, petId })));
const eventsOf = async (petId: string) => {
  const { Items = [] } = await engine.client.send(
    new ScanCommand({
      TableName: 'Events',
      FilterExpression: 'petId = :p',
      ExpressionAttributeValues: { ':p': petId },
    }),
  );
  return Items.length;
};
const idOf = (reply: { body: unknown }) => (reply.body as { petId: string }).petId;
const fido = { name: 'Fido', type: 'dog' };

describe('the same key and request give the first answer', () => {
  test('create: the same pet, however much happened to it since', async () => {
    const key = randomUUID();
    const first = await create(fido, { key });
    await update(idOf(first), { name: 'Rex' });
    expect(await create(fido, { key })).toEqual(first);
    expect(await create(fido, { key: `"${key}"` })).toEqual(first);
    await remove(idOf(first));
    expect(await create(fido, { key })).toEqual(first);
    expect(await eventsOf(idOf(first))).toBe(3);
  });

  test('create with an id of the caller: no conflict with itself', async () => {
    const [key, petId] = [randomUUID(), randomUUID()];
    const first = await create({ ...fido, petId }, { key });
    expect(first.status).toBe(201);
    expect(await create({ ...fido, petId }, { key })).toEqual(first);
    expect((await create({ ...fido, petId }, { key: randomUUID() })).status).toBe(409);
  });

  test('update: also when it changed nothing, and when another change came since', async () => {
    const petId = idOf(await create(fido));
    const [key, keyOfNothing] = [randomUUID(), randomUUID()];
    const unchanged = await update(petId, { name: 'Fido' }, { key: keyOfNothing });
    const first = await update(petId, { name: 'Rex' }, { key, headers: { 'if-match': '"1"' } });
    expect([unchanged.headers.etag, first.headers.etag]).toEqual(['"1"', '"2"']);
    await update(petId, { name: 'Max' });
    expect(await update(petId, { name: 'Rex' }, { key, headers: { 'if-match': '"1"' } })).toEqual(first);
    expect(await update(petId, { name: 'Fido' }, { key: keyOfNothing })).toEqual(unchanged);
    expect(await eventsOf(petId)).toBe(3);
  });

  test('delete: also after the pet was created again', async () => {
    const petId = idOf(await create(fido));
    const key = randomUUID();
    const first = await remove(petId, { key });
    expect(first.status).toBe(204);
    await create({ ...fido, petId });
    expect(await remove(petId, { key })).toEqual(first);
    expect(await eventsOf(petId)).toBe(3);
  });
});

test('a body is the same whatever the order of its members', async () => {
  const key = randomUUID();
  const address = { street: 'Am Hof', city: 'Bonn', more: [{ a: 1, b: 2 }] };
  const first = await create({ name: 'Fido', type: 'dog', address, tags: ['a', 'b'] }, { key });
  const turned = { more: [{ b: 2, a: 1 }], city: 'Bonn', street: 'Am Hof' };
  expect(await create({ tags: ['a', 'b'], address: turned, type: 'dog', name: 'Fido' }, { key })).toEqual(first);
  expect((await create({ name: 'Fido', type: 'dog', address, tags: ['b', 'a'] }, { key })).status).toBe(422);
});

test('keys are those of who asks: two clients without a subject, a client and its namesake, a role and its sessions', async () => {
  const key = randomUUID();
  const as = async (authorizer: object) => {
    const event = request('POST /pets', fido, { key });
    Object.assign(event.requestContext, { authorizer });
    return idOf(parsed(await functions.createPet!(event)));
  };
  const token = (claims: object) => ({ jwt: { claims } });
  const role = (session: string) => ({ iam: { userArn: `arn:aws:sts::1:assumed-role/Keeper/${session}` } });
  const callers = [
    token({ client_id: 'a' }),
    token({ client_id: 'b', sub: '' }),
    token({ sub: 'client_id:a' }),
    token({ azp: 'a' }),
    role('one'),
  ];
  const pets: string[] = [];
  for (const caller of callers) pets.push(await as(caller));
  expect(new Set(pets).size).toBe(callers.length);
  expect(await as(role('two'))).toBe(pets.at(-1));
});

test('another request with the same key is refused: other body, pet, method or condition', async () => {
  const key = randomUUID();
  const petId = idOf(await create(fido));
  await update(petId, { name: 'Rex' }, { key });
  for (const reply of [
    await update(petId, { name: 'Max' }, { key }),
    await update('another', { name: 'Rex' }, { key }),
    await update(petId, { name: 'Rex' }, { key, headers: { 'if-match': '"1"' } }),
    await create({ name: 'Rex' }, { key }),
    await remove(petId, { key }),
    parsed(await functions.updatePet!(request('PUT /pets/{petId}', { name: 'Rex' }, { key, petId }))),
  ]) {
    expect([reply.status, (reply.body as { type: string }).type]).toEqual([422, '/problems/idempotency-key-reused']);
  }
  expect(await eventsOf(petId)).toBe(2);
});

test('keys of different callers never meet', async () => {
  const key = randomUUID();
  const ids = [];
  for (const actor of ['ann', 'ben']) ids.push(idOf(await create(fido, { key, actor })));
  expect(ids[0]).not.toBe(ids[1]);
});

test('a refused request keeps no key', async () => {
  const [key, petId] = [randomUUID(), randomUUID()];
  expect((await update(petId, { name: 'Rex' }, { key })).status).toBe(404);
  await create({ ...fido, petId });
  expect((await update(petId, { name: 'Rex' }, { key })).status).toBe(200);
});

test('a key that expired is free again, although its row is still there', async () => {
  const key = randomUUID();
  const first = await create(fido, { key });
  const row = { key: digest('anonymous', key) };
  const { Item } = await engine.client.send(new GetCommand({ TableName: 'Idempotency', Key: row }));
  const aDay = 24 * 3600;
  expect(Math.abs(Item!.expiresAt - (Date.now() / 1000 + aDay))).toBeLessThan(60);
  await engine.client.send(
    new UpdateCommand({
      TableName: 'Idempotency',
      Key: row,
      UpdateExpression: 'SET expiresAt = :t',
      ExpressionAttributeValues: { ':t': Math.floor(Date.now() / 1000) - 1 },
    }),
  );
  const [second, third] = await Promise.all([create(fido, { key }), create(fido, { key })]);
  expect(idOf(second)).not.toBe(idOf(first));
  expect(third).toEqual(second);
});

test.each(['', '""', '" "', ' ', '"', '"a', 'a"b', '"a","b"', '"a\\b"', 'a b', 'ä', 'x'.repeat(256), 'a\u0000'])(
  'a key that is none: %j',
  async (key) => {
    const reply = await create(fido, { headers: { 'idempotency-key': key } });
    expect([reply.status, JSON.stringify(reply.body)]).toEqual([
      400,
      expect.stringContaining('/headers/idempotency-key'),
    ]);
  },
);

test('concurrent repetitions: one pet a key, and the same answer to each', async () => {
  const count = async () =>
    (await engine.client.send(new ScanCommand({ TableName: 'Events', Select: 'COUNT' }))).Count!;
  const before = await count();
  const ids = new Set<string>();
  for (let round = 0; round < 8; round++) {
    const keys = Array.from({ length: 5 }, () => randomUUID());
    const answers = await Promise.all(
      keys.map((key) => Promise.all([1, 2, 3, 4].map(() => create({ ...fido, key }, { key })))),
    );
    for (const four of answers) {
      expect(four[0]!.status).toBe(201);
      for (const answer of four) expect(answer).toEqual(four[0]);
      ids.add(idOf(four[0]!));
    }
  }
  expect(ids.size).toBe(40);
  expect((await count()) - before).toBe(40);
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { addressOf } from '../../src/client/apiRequest.ts';
import { type Answered, type PetsClientOptions, PetsProblem, petsClient } from '../../src/client/petsClient.ts';
import { petsRequests } from '../../src/client/petsRequests.ts';
import { messageRequests } from '../../src/consumer/messageRequests.ts';

// A server that answers as it is told, one answer a request.
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function clientOf(...answers: Answer[]) {
  const requests: IncomingMessage[] = [];
  server = createServer((request, response) => {
    requests.push(request);
    request.resume().on('end', () => answers[Math.min(requests.length, answers.length) - 1]!(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  const told: Answered[] = [];
  const more = (options: Partial<PetsClientOptions>) => petsClient({ url, ...options });
  return { requests, told, url, more, client: more({ onAnswer: (answered) => told.push(answered) }) };
}
const pet: Answer = (_, response) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"petId":"rex"}');
const status =
  (code: number, headers = {}): Answer =>
  (_, response) =>
    response.writeHead(code, headers).end('{"message":"x"}');
const hangUp: Answer = (request) => request.socket.destroy();

test('an outage, throttling, contention and a lost answer are tried again, with the same key', async () => {
  for (const trouble of [status(503), status(429), status(409, { 'retry-after': '0' }), hangUp]) {
    const { client, requests } = await clientOf(trouble, pet);
    expect(await client.update('rex', { name: 'Rex' })).toEqual({ petId: 'rex' });
    const keys = requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[\w-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    server.close();
  }
});

test('two changes never share a key', async () => {
  const { client, requests } = await clientOf(pet);
  await client.create({ name: 'a', type: 'b' });
  await client.create({ name: 'a', type: 'b' });
  expect(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
});

test('a refusal is not tried again, and an outage not for ever', async () => {
  const refused = await clientOf(status(404));
  await expect(refused.client.show('rex')).rejects.toMatchObject({ name: 'http-404', status: 404 });
  expect(refused.requests).toHaveLength(1);
  server.close();
  // A conflict that says nothing of later is one, and a fault of the service would be there again.
  for (const code of [409, 412, 500]) {
    const final = await clientOf(status(code));
    await expect(final.client.update('rex', { name: 'Rex' })).rejects.toMatchObject({ status: code });
    expect(final.requests).toHaveLength(1);
    server.close();
  }
  const down = await clientOf(status(503));
  await expect(down.client.show('rex')).rejects.toBeInstanceOf(PetsProblem);
  expect(down.requests).toHaveLength(4);
});

test('who last set each field is asked with blame', async () => {
  const { client, requests } = await clientOf(pet);
  expect(await client.blame('rex/1')).toEqual({ petId: 'rex' });
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /pets/rex%2F1/blame']);
});

test('a restore names the version to bring back, and the one it builds on', async () => {
  const { client, requests } = await clientOf(pet);
  await client.restore('rex', { version: 2, expectedVersion: 5 });
  expect(requests.map(({ url, headers }) => [url, headers['if-match']])).toEqual([
    ['/pets/rex/restore?version=2', '"5"'],
  ]);
});

test('a signal ends a call, in its pause too', async () => {
  const hangs = await clientOf(() => {});
  const leaving = new AbortController();
  const asked = hangs.client.show('rex', { signal: leaving.signal });
  leaving.abort();
  await expect(asked).rejects.toThrow(/abort/);
  server.closeAllConnections();
  server.close();

  const pausing = new AbortController();
  const { client, requests } = await clientOf((request, response) => {
    status(503, { 'retry-after': '600' })(request, response);
    setTimeout(() => pausing.abort(), 20);
  });
  await expect(client.list({ signal: pausing.signal })).rejects.toThrow(/abort/);
  expect(requests).toHaveLength(1);
});

test('every answer is told, with its times', async () => {
  const { client, told } = await clientOf(status(503), pet);
  await client.update('rex', { name: 'Rex' });
  expect(told.map(({ request, response }) => [request.method, request.path, request.body, response.status])).toEqual([
    ['PATCH', '/pets/rex', { name: 'Rex' }, 503],
    ['PATCH', '/pets/rex', { name: 'Rex' }, 200],
  ]);
  const times = told.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(Math.abs(times[0]! - Date.now())).toBeLessThan(20_000);
});

test('the API may be under a path', async () => {
  const { requests, url } = await clientOf(pet);
  for (const base of [`${url}/dev`, `${url}/dev/`]) await petsClient({ url: base }).show('rex');
  expect(requests.map((request) => request.url)).toEqual(['/dev/pets/rex', '/dev/pets/rex']);
});

test.each([
  ['https://h/prod', 'https://h/prod/pets?limit=1'],
  ['https://h/prod/', 'https://h/prod/pets?limit=1'],
  ['https://h/a/b//', 'https://h/a/b/pets?limit=1'],
  ['http://[::1]:3000', 'http://[::1]:3000/pets?limit=1'],
  ['https://h/prod?stage=x#y', 'https://h/prod/pets?limit=1'],
])('%s has its pets at %s', (url, address) => {
  expect(addressOf('/pets?limit=1', url)).toBe(address);
});

test.each(['nonsense', '', 'pets.example.com:3000', '/prod', undefined])('%s is no address of an API', (url) => {
  expect(() => petsClient({ url: url as string })).toThrow(
    `url must be an address such as http://127.0.0.1:3000, and is ${JSON.stringify(url)}`,
  );
});

test.each(['', '.', '..'])('the id "%s" would change the path, and is refused before anything is sent', async (id) => {
  const { client, requests } = await clientOf(pet);
  const calls = [
    client.show(id, { version: 1 }),
    client.update(id, {}),
    client.remove(id),
    client.restore(id),
    client.erase(id),
    client.blame(id),
    client.history(id),
    client.receipt(id, 1),
    client.send(messageRequests.ofPet(id, 0, 1)),
  ];
  const results = await Promise.allSettled(calls);
  for (const result of results) {
    expect(result).toMatchObject({ status: 'rejected', reason: { name: 'InvalidPath' } });
    expect(String((result as PromiseRejectedResult).reason)).toContain(`the id "${id}" would change the path`);
  }
  expect(requests).toEqual([]);
});

test('what only looks like that is an id', async () => {
  const { client, requests } = await clientOf(pet);
  for (const id of ['...', '%2e', 'a/..', ' ', '..?']) await client.show(id);
  const paths = ['...', '%252e', 'a%2F..', '%20', '..%3F'].map((id) => `/pets/${id}`);
  expect(requests.map(({ url }) => url)).toEqual(paths);
});

test('a date in Retry-After is waited for', async () => {
  const date = new Date(Date.now() + 2_000).toUTCString();
  const { client } = await clientOf(status(503, { 'retry-after': date }), pet);
  await client.show('rex');
  // A date has no parts of a second.
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(date));
});

test('a server that never answers, or never ends its answer, is given up, in each try', async () => {
  const half: Answer = (_, response) => response.writeHead(200).write('{"petId":');
  for (const silent of [() => {}, half]) {
    const { more, requests, url } = await clientOf(silent, silent, pet);
    expect(await more({ timeoutMs: 100 }).show('rex')).toEqual({ petId: 'rex' });
    expect(requests).toHaveLength(3);
    requests.length = 0;
    await expect(more({ timeoutMs: 100, attempts: 1 }).show('rex')).rejects.toMatchObject({
      name: 'AnswerTimeout',
      message: `GET ${url}/pets/rex was not answered within 100 ms`,
    });
    server.closeAllConnections();
    server.close();
  }
});

test('a signal also ends the reading of an answer', async () => {
  const leaving = new AbortController();
  const { client, requests } = await clientOf((_, response) => {
    response.writeHead(200).write('{');
    setTimeout(() => leaving.abort(), 50);
  });
  await expect(client.show('rex', { signal: leaving.signal })).rejects.toThrow(/abort/);
  expect(requests).toHaveLength(1);
});

test.each([
  ['<html>Sign in</html>', 'text/html', '(text/html, 20 characters): <html>Sign in</html>'],
  ['', 'application/json', '(application/json, 0 characters): '],
  ['{"petId":"re', 'application/json', '(application/json, 12 characters): {"petId":"re'],
])('an answer that is not JSON is told as such, once: %j', async (body, type, told) => {
  const { client, requests, url } = await clientOf((_, response) =>
    response.writeHead(200, { 'content-type': type }).end(body),
  );
  await expect(client.show('rex')).rejects.toMatchObject({
    name: 'UnreadableAnswer',
    message: `GET ${url}/pets/rex was answered with status 200 and a body that is not JSON ${told}`,
  });
  expect(requests).toHaveLength(1);
});

test('a problem names its fields; one that was cut is still one', async () => {
  const type = { 'content-type': 'application/problem+json; charset=utf-8' };
  const problem = {
    type: '/problems/invalid-pet',
    title: 'The pet is not valid',
    detail: 'See errors',
    errors: [
      { pointer: '/name', message: 'is missing' },
      { pointer: '/weightKg', message: 'must be a number above 0' },
    ],
  };
  const { client } = await clientOf(
    (_, response) => response.writeHead(400, type).end(JSON.stringify(problem)),
    (_, response) => response.writeHead(400, type).end('{"type":'),
  );
  await expect(client.send(petsRequests.create({}))).rejects.toMatchObject({
    name: 'invalid-pet',
    message: 'The pet is not valid: /name is missing; /weightKg must be a number above 0',
  });
  await expect(client.send(petsRequests.create({}))).rejects.toMatchObject({
    name: 'http-400',
    message: 'The answer has status 400.',
  });
});

test('a redirect is followed for a read, and never makes a read of a change', async () => {
  const redirect = status(302, { location: '/elsewhere' });
  const read = await clientOf(redirect, pet);
  expect(await read.client.show('rex')).toEqual({ petId: 'rex' });
  server.closeAllConnections();
  server.close();
  const { more, requests } = await clientOf(redirect, pet);
  await expect(more({ attempts: 1 }).create({ name: 'a', type: 'b' })).rejects.toThrow(/redirect/);
  expect(requests).toHaveLength(1);
});

test('an unreachable service is told with its address and the cause', async () => {
  const { more, url } = await clientOf(pet);
  server.close();
  await expect(more({ attempts: 1 }).list()).rejects.toThrow(new RegExp(`^GET ${url}/pets failed: .*ECONNREFUSED`));
});

test('the origins of all fields, in however many pages they come', async () => {
  const json =
    (body: object): Answer =>
    (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const field = (pointer: string) => ({ pointer, value: 1, version: 1, eventId: 'e', occurredAt: 't', actor: 'ann' });
  const { client, requests } = await clientOf(
    json({ petId: 'rex', version: 3, fields: [field('/a')], nextCursor: 'more' }),
    json({ petId: 'rex', version: 3, fields: [field('/b')] }),
  );
  expect(await client.blame('rex')).toEqual({ petId: 'rex', version: 3, fields: [field('/a'), field('/b')] });
  expect(requests.map(({ url }) => url)).toEqual(['/pets/rex/blame', '/pets/rex/blame?cursor=more']);
});

test('a version is what a change builds on, whatever headers every request has', async () => {
  const { requests, more } = await clientOf(pet);
  const client = more({ headers: { 'if-match': '"9"', 'x-correlation-id': 'mine' } });
  await client.update('rex', { name: 'Rex' }, { version: 2 });
  await client.remove('rex', { version: 3 });
  await client.restore('rex', { version: 1, expectedVersion: 4 });
  await client.update('rex', { name: 'Rex' });
  expect(requests.map(({ headers }) => headers['if-match'])).toEqual(['"2"', '"3"', '"4"', '"9"']);
  expect(requests.map(({ headers }) => headers['x-correlation-id'])).toEqual(Array(4).fill('mine'));
});

test('fields are erased by their names, and all without any', async () => {
  const { requests, client } = await clientOf(pet);
  await client.erase('rex', { fields: ['notes', 'ownerId'] });
  await client.erase('rex');
  expect(requests.map(({ url }) => url)).toEqual([
    '/pets/rex/personal-data?fields=notes%2CownerId',
    '/pets/rex/personal-data',
  ]);
});

test('unless told otherwise, each try has 30 seconds', async () => {
  const { client } = await clientOf(pet);
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  await client.show('rex');
  expect(timeout.mock.calls).toEqual([[30_000]]);
  timeout.mockRestore();
});

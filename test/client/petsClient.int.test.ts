import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { type Answered, PetsProblem, petsClient } from '../../src/client/petsClient.ts';

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
  return { requests, told, url, client: petsClient({ url, onAnswer: (answered) => told.push(answered) }) };
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

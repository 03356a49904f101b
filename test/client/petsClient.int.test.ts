import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { PetsProblem, petsClient } from '../../src/client/petsClient.ts';

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
  return { requests, client: petsClient({ url: `http://127.0.0.1:${port}` }) };
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

import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { setEnvironment } from '../../infra/local/setEnvironment.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';

// An endpoint that takes connections and never answers.
let blackHole: Server;
const functions: Record<string, Invoke> = {};
const log = vi.spyOn(console, 'error').mockImplementation(() => {});

beforeAll(async () => {
  blackHole = createServer(() => {});
  await new Promise<void>((resolve) => blackHole.listen(0, '127.0.0.1', resolve));
  setEnvironment(`http://127.0.0.1:${(blackHole.address() as { port: number }).port}`, true);
  for (const name of ['createPet', 'updatePet', 'showPet', 'listPets', 'listEvents'])
    functions[name] = await loadFunction(name);
});
afterAll(() => blackHole.close());

const pathParameters = { petId: 'rex' };
const body = '{"name":"canary-name","type":"dog"}';
const headers = { authorization: 'Bearer canary-token' };

test.concurrent.each([
  ['createPet', gatewayEvent('POST /pets', { body, headers })],
  ['updatePet', gatewayEvent('PATCH /pets/{petId}', { pathParameters, body, headers })],
  ['showPet', gatewayEvent('GET /pets/{petId}', { pathParameters, headers })],
  ['listPets', gatewayEvent('GET /pets', { headers })],
  ['listEvents', gatewayEvent('GET /events', { headers })],
])('%s answers 503 well within its time when the table hangs, and logs no body and no token', async (name, event) => {
  const start = performance.now();
  const reply = parsed(await functions[name]!(event));
  expect([reply.status, reply.headers['retry-after']]).toEqual([503, '1']);
  // The function has 10 s; three tries and, after a write, a look for what became of it are well inside.
  expect(performance.now() - start).toBeLessThan(9_000);
  expect(JSON.stringify(log.mock.calls)).not.toContain('canary');
  expect(JSON.stringify(reply)).not.toMatch(/Dynamo|127\.0\.0\.1/i);
});

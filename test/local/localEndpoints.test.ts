import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EventBus } from '../../infra/local/eventBus.ts';
import { FaultPlan } from '../../infra/local/faultPlan.ts';
import type { GatewayError } from '../../infra/local/gatewayError.ts';
import { LiveNews } from '../../infra/local/liveNews.ts';
import type { LocalCommands } from '../../infra/local/localCommands.ts';
import { localEndpoints } from '../../infra/local/localEndpoints.ts';

let server: Server;
let port: number;
beforeAll(async () => {
  const endpoints = localEndpoints({
    bus: new EventBus('pets'),
    faults: new FaultPlan(),
    live: new LiveNews(),
    consumers: [],
    commands: {} as LocalCommands,
    stopping: new AbortController().signal,
  });
  server = createServer((incoming, response) => {
    endpoints(incoming, response).then(
      (isAnswered) => isAnswered || response.writeHead(204).end(),
      ({ status }: GatewayError) => response.writeHead(status).end(),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Without fetch, which chooses these headers itself. */
async function ask(headers: Record<string, string>, path = '/_local/faults'): Promise<number> {
  const sent = request({ port, host: '127.0.0.1', path, agent: false, headers }).end();
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

describe('who may ask for what is local: this machine, under a name of its own', () => {
  test.each(['127.0.0.1:3000', 'localhost', 'localhost:3000', '[::1]:3000', '127.0.0.10'])('%s', async (host) => {
    expect(await ask({ host })).toBe(200);
  });
  test.each([
    'evil.example',
    'localhost.evil.example',
    'localhost:3000.evil.example',
    'evil.example.localhost',
    'notlocalhost',
    '127.0.0.1.evil.example',
    '1127.0.0.1',
    '128.0.0.1',
    '127a0b0c1',
    'localhost:3000:1',
    'localhost:x',
  ])('not %j', async (host) => {
    expect(await ask({ host })).toBe(403);
  });
});

describe('no page but its own', () => {
  const host = 'localhost:3000';
  test.each([
    [{ host, origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }, 200],
    [{ host, 'sec-fetch-site': 'none' }, 200],
    [{ host, origin: 'http://localhost:4000' }, 403],
    [{ host, origin: 'https://localhost:3000' }, 403],
    [{ host, origin: 'null' }, 403],
    [{ host, origin: 'https://evil.example' }, 403],
    [{ host, 'sec-fetch-site': 'same-site' }, 403],
    [{ host, 'sec-fetch-site': 'cross-site' }, 403],
  ])('%j: %i', async (headers, status) => {
    expect(await ask(headers)).toBe(status);
  });
});

test.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'])(
  'no proxy: one passed on what has the header %s',
  async (header) => {
    expect(await ask({ host: 'localhost', [header]: '10.0.0.1' })).toBe(403);
  },
);

test('other paths are not its own, whoever asks', async () => {
  expect(await ask({ host: 'evil.example' }, '/pets')).toBe(204);
  expect(await ask({ host: 'localhost' }, '/_local/nothing')).toBe(404);
});

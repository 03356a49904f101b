import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import asyncApi from '../../docs/asyncapi.json' with { type: 'json' };
import { busRule, loadBusRule } from '../../infra/local/busRule.ts';
import type { BusNews } from '../../infra/local/eventBus.ts';
import { type Service, startService } from '../../infra/local/service.ts';
import { received } from './rules/dogs.ts';

let service: Service;
const news: BusNews[] = [];
const rule = fileURLToPath(new URL('rules/dogs.ts', import.meta.url));

beforeAll(async () => {
  service = await startService({ host: '127.0.0.1', port: 0, rules: [rule] });
  service.bus.watch((item) => news.push(item));
});
afterAll(() => service.stop());
beforeEach(() => {
  news.length = 0;
  received.length = 0;
});

const JSON_TYPE = { 'content-type': 'application/json' };
const create = async (pet: object) => {
  const response = await fetch(`${service.url}/pets`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify(pet),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as { petId: string; name: string };
};
const publishedOf = (petId: string) =>
  news.flatMap((item) =>
    item.type === 'published' && (item.event.detail.metadata as { petId: string }).petId === petId ? [item.event] : [],
  );
const local = (path: string, init?: RequestInit) => fetch(`${service.url}/_local/${path}`, init);
const plan = (fault: object) => local('faults', { method: 'POST', body: JSON.stringify(fault) });

test('what happens to a pet reaches the targets whose rule it matches, and whoever watches', async () => {
  const stream = await local('bus');
  const cat = await create({ name: 'Misty', type: 'cat' });
  const dog = await create({ name: 'Fido', type: 'dog' });
  await vi.waitFor(() => expect(received.map(({ detail }) => detail.pet)).toEqual([dog]), 5_000);
  await vi.waitFor(() => expect(publishedOf(cat.petId)).toHaveLength(1), 5_000);

  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream.body!) {
    text += decoder.decode(chunk as Uint8Array);
    // Checkpoints of the log may come between.
    const arePublished = [cat, dog].every(({ petId }) => publishedOf(petId).every(({ id }) => text.includes(id)));
    if (text.includes('event: delivery') && arePublished) break;
  }
  const messages = [...text.matchAll(/event: published\ndata: (.*)\n\n/g)].map(([, data]) => JSON.parse(data!).event);
  expect(messages).toEqual(expect.arrayContaining([...publishedOf(cat.petId), ...publishedOf(dog.petId)]));
  expect(text).toContain('"rule":"dogs"');
});

test('GET /asyncapi.json answers with the document', async () => {
  const response = await fetch(`${service.url}/asyncapi.json`);
  expect([response.status, await response.json()]).toEqual([200, asyncApi]);
});

test('a target that fails is tried again, then the event is a dead letter', async () => {
  const rex = await create({ name: 'Rex', type: 'dog' });
  const [letter] = await vi.waitFor(async () => {
    const letters = (await (await local('dead-letters')).json()) as object[];
    expect(letters).toHaveLength(1);
    return letters;
  }, 10_000);
  expect(letter).toEqual({ rule: 'dogs', event: publishedOf(rex.petId)[0], error: 'no Rex here' });
  expect(news.filter((item) => item.type === 'delivery').map((item) => item.attempt)).toEqual([1, 2, 3, 4, 5]);
});

test('a URL can be a target', async () => {
  const bodies: unknown[] = [];
  const receiver = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    bodies.push(JSON.parse(body));
    response.writeHead(bodies.length === 1 ? 503 : 200).end();
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as { port: number };
  service.bus.addRule(busRule('url', { detail: { pet: { type: ['rabbit'] } } }, `http://127.0.0.1:${port}/`));
  const rabbit = await create({ name: 'Momo', type: 'rabbit' });
  await vi.waitFor(() => expect(bodies).toHaveLength(2), 5_000);
  const [event] = publishedOf(rabbit.petId);
  expect(bodies).toEqual([event, event]);
  receiver.close();
});

describe('faults', () => {
  test.each([
    ['bus', 'fail', 1],
    ['bus', 'duplicate', 2],
    ['bus', 'partial', 1],
    ['publishPets', 'fail', 2],
    ['publishPets', 'duplicate', 2],
    ['publishPets', 'partial', 1],
    ['publishPets', 'delay', 1],
  ])('%s %s: the event is published all the same, %i times', async (at, kind, times) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect((await plan({ at, kind, share: 1, ms: 50 })).status).toBe(200);
    const { petId } = await create({ name: 'Misty', type: 'cat' });
    await vi.waitFor(() => expect(publishedOf(petId)).toHaveLength(times), 5_000);
    expect(await (await local('faults')).json()).toEqual([]);
    log.mockRestore();
  });

  test('are listed and taken back', async () => {
    await plan({ at: 'bus', kind: 'delay', next: 3 });
    expect(await (await local('faults')).json()).toEqual([{ at: 'bus', kind: 'delay', next: 3, ms: 1000, share: 0.5 }]);
    expect(await (await local('faults', { method: 'DELETE' })).json()).toEqual([]);
  });

  test.each([{}, { at: 'moon', kind: 'fail' }, { at: 'bus', kind: 'fail', next: 0 }])(
    '%j is refused',
    async (fault) => {
      expect((await plan(fault)).status).toBe(400);
    },
  );
});

describe('/_local', () => {
  const status = (path: string, headers: Record<string, string>, method = 'GET') =>
    new Promise((resolve) => {
      request(`${service.url}${path}`, { headers, method }, (response) => {
        resolve(response.resume().statusCode);
      }).end();
    });

  test('is for this machine: no page of another site may ask', async () => {
    expect(await status('/_local/faults', { origin: 'https://example.com' }, 'DELETE')).toBe(403);
    expect(await status('/_local/bus', { host: 'rebound.example.com' })).toBe(403);
    expect(await status('/_local/faults', { origin: service.url })).toBe(200);
  });

  test.each(['{', '{"source":"pets"}'])('watches nothing for the pattern %s', async (pattern) => {
    expect((await local(`bus?${new URLSearchParams({ pattern })}`)).status).toBe(400);
  });

  test('knows its paths', async () => {
    expect(await status('/_local/rules', {})).toBe(404);
  });

  test('is not there when the service listens to the network', async () => {
    const open = await startService({ host: '0.0.0.0', port: 0 });
    const { status } = await fetch(`http://127.0.0.1:${new URL(open.url).port}/_local/faults`);
    await open.stop();
    expect(status).toBe(404);
  });
});

test.each([
  ['missing.ts', "can't be loaded"],
  ['../../support/history.ts', 'must export a pattern, and a handler or a url'],
])('a rule module that is none is refused: %s', async (file, message) => {
  await expect(loadBusRule(fileURLToPath(new URL(`rules/${file}`, import.meta.url)))).rejects.toThrow(message);
});

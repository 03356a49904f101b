import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LocalCommands } from '../../infra/local/localCommands.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import { SETTLING_MS } from '../../src/eventStore/feedPage.ts';
import { eventsUntil } from '../support/serverSentEvents.ts';
import { bodyOf, eventually, useService } from '../support/service.ts';

const service = useService({ alone: true });
const run = (body: unknown, init: RequestInit = {}) =>
  fetch(`${service.url}/_local/commands`, { method: 'POST', body: JSON.stringify(body), ...init });
const eventsOf = async (body: unknown) => eventsUntil(await run(body), ({ event }) => event === 'end');
const outputOf = async (body: unknown) => (await eventsOf(body)).find(({ event }) => event === 'output')?.data;

/** Where the commands' folders are, for this file alone. */
const temporary = mkdtempSync(join(tmpdir(), 'pets-'));
const folders = () => readdirSync(temporary).filter((name) => name.startsWith('pets-command-'));
process.env.TMPDIR = temporary;
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const PETS = 5;
let petId: string;
let updatedAt: number;
beforeAll(async () => {
  const client = petsClient({ url: service.url });
  for (let n = 0; n < PETS; n++) ({ petId } = await client.create({ name: 'Fido', type: 'dog' }));
  await client.update(petId, { name: 'Rex' });
  updatedAt = Date.now();
  await eventually(async () => expect((await client.show(petId)).version).toBe(2));
});

test('verify: what it prints as JSON, and its code; another command has to wait for it', async () => {
  const response = await run({ command: 'verify' });
  const second = await run({ command: 'rebuild' });
  const message = 'The command verify still runs. Wait for its end.';
  expect([second.status, await second.json()]).toEqual([409, { message }]);
  const all = await eventsUntil(response, ({ event }) => event === 'end');
  expect(all.at(-2)).toMatchObject({ event: 'output', data: { ok: true, pets: PETS, events: PETS + 1, findings: [] } });
  expect(all.at(-1)).toMatchObject({ event: 'end', data: { code: 0 } });
  expect(folders()).toEqual([]);
});

test('a command that fails says why, and ends with its code', async () => {
  expect(await eventsOf({ command: 'verify', petId: '-nobody' })).toMatchObject([
    { event: 'progress', data: { text: 'No pet has the id -nobody.' } },
    { event: 'end', data: { code: 1 } },
  ]);
});

test('rebuild', async () => {
  expect(await outputOf({ command: 'rebuild', force: true })).toMatchObject({ dryRun: false, pets: PETS, stray: 0 });
});

test('replay counts, and publishes on the bus of the service', async () => {
  await sleep(updatedAt + SETTLING_MS + 100 - Date.now());
  const counted = await outputOf({ command: 'replay', dryRun: true, petId, type: 'PetUpdated' });
  expect(counted).toMatchObject({ dryRun: true, events: 1, PetUpdated: 1 });
  const sources: string[] = [];
  const unwatch = service.bus.watch((news) => news.type === 'published' && sources.push(news.event.source));
  const replayed = await outputOf({ command: 'replay', dryRun: false, from: '2026-01-01T00:00:00Z', petId });
  unwatch();
  expect(replayed).toMatchObject({ events: 2, replay: { name: expect.any(String) } });
  expect(sources).toEqual(['pets.replay', 'pets.replay']);
});

test('a client that leaves ends its command', async () => {
  // An engine that never answers: the command would not end by itself.
  const engine = createServer().listen(0, '127.0.0.1');
  await once(engine, 'listening');
  const endpoint = `http://127.0.0.1:${(engine.address() as AddressInfo).port}`;
  const bus = { name: 'pets', endpoint };
  const log = { logOrigin: '', checkpoints: { bucket: '', endpoint } };
  const commands = new LocalCommands(() => ({ url: '', endpoint, bus, ...log, embedded: true, shards: [1] }));
  const leaving = new AbortController();
  const sent: unknown[] = [];
  const running = commands.run({ command: 'verify' }, () => ({
    send: (...event) => sent.push(event),
    end: () => {},
    closed: leaving.signal,
  }));
  await once(engine, 'request');
  leaving.abort();
  await running;
  expect(sent).toEqual([['end', { code: null }]]);
  expect(folders()).toEqual([]);
  engine.closeAllConnections();
  engine.close();
});

describe('what is no command is refused, and runs nothing', () => {
  test.each([
    [{}, "command: Invalid discriminator value. Expected 'verify' | 'rebuild' | 'replay'"],
    [{ command: 'import' }, 'command: '],
    [{ command: 'verify', petId: '--digest=/tmp/x' }, 'petId: must be a petId'],
    [{ command: 'verify', petId: 7 }, 'petId: '],
    [{ command: 'rebuild', dryrun: true }, 'Unrecognized key: "dryrun"'],
    [{ command: 'rebuild', dryRun: 'yes' }, 'dryRun: '],
    [{ command: 'replay', from: '2026-01-01T00:00:00Z' }, 'dryRun: '],
    [{ command: 'replay', dryRun: true }, 'from: give from, petId or both'],
    [{ command: 'replay', dryRun: true, from: 'yesterday' }, 'from: must be a time such as'],
    [{ command: 'replay', dryRun: true, from: '2026-01-01T00:00:00Z', type: 'PetSold' }, 'type: '],
    [[], 'body: '],
  ])('%j', async (body, message) => {
    const response = await run(body);
    expect(response.status).toBe(400);
    expect((await bodyOf<{ message: string }>(response)).message).toContain(message);
  });

  test('from another site', async () => {
    for (const header of [
      ['origin', 'https://example.com'],
      ['sec-fetch-site', 'cross-site'],
    ] as const) {
      const response = await run({ command: 'verify' }, { headers: [[...header]] });
      expect([response.status, await response.json()]).toEqual([
        403,
        { message: 'Only this machine may ask for this.' },
      ]);
    }
  });
});

test('nothing is left behind when the service stops in the middle of a command', async () => {
  const response = await run({ command: 'verify' });
  const rest = eventsUntil(response, () => false);
  await service.stop();
  expect((await rest).filter(({ event }) => event === 'end')).toEqual([]);
  expect(folders()).toEqual([]);
});

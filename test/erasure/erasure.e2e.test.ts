import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { COMMANDS } from '../../infra/build/bundles.ts';
import { type Service, startService } from '../../infra/local/service.ts';
import { openTarget } from '../../src/cli/target.ts';
import { LOCAL_SERVICE_FILE } from '../../src/client/localService.ts';
import type { ConsumerStatus } from '../../src/client/news.ts';
import { type PetsClient, petsClient } from '../../src/client/petsClient.ts';
import { concurrently } from '../../src/dynamo/concurrently.ts';
import { verifyStream } from '../../src/projections/verifyStream.ts';
import { routes } from '../../src/routes.ts';
import { tables } from '../../src/tables.ts';
import { runCommand } from '../support/runCommand.ts';
import { eventually } from '../support/service.ts';

// Pets whose personal data is canaries: texts that occur nowhere else. Half of the pets are erased.
let folder: string;
let service: Service;
let client: PetsClient;
let db: DynamoDBDocumentClient;
/** What the bus told of while it happened, and what was printed. */
let bus: Watched;
const printed: string[] = [];
/** A time when nothing was erased yet. */
let before: string;
const PETS = 12;
const petIds = Array.from({ length: PETS }, (_, n) => `pet-${n}`);
const isErased = (petId: string) => Number(petId.slice(4)) % 2 === 0;
const canary = (petId: string, what: string) => `canary-${petId}-${what}.`;
const canariesOf = (petId: string) =>
  [...['owner', 'chip', 'notes', 'photo', 'other', 'later', 'lost']].map((what) => canary(petId, what));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pets-test-'));
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  for (const level of ['log', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((...parts) => printed.push(inspect(parts)));
  service = await startService({ host: '127.0.0.1', port: 0, dataFolder: folder });
  // One target takes nothing: its messages are told again, and end as dead letters.
  service.bus.addRule({
    name: 'never',
    matches: (event) => JSON.stringify(event).includes('"pet-2"'),
    deliver: () => Promise.reject(new Error('it takes nothing')),
  });
  bus = watched('/_local/bus');
  client = petsClient({ url: service.url });
  db = DynamoDBDocumentClient.from(new DynamoDBClient());
  for (const petId of petIds) {
    expect((await create(petId)).status).toBe(201);
    await client.update(petId, { weightKg: 3 });
    await client.update(petId, { notes: canary(petId, 'later') });
    await client.update(petId, { notes: canary(petId, 'lost'), nickname: null } as never);
    if (Number(petId.slice(4)) % 3 === 0) await client.remove(petId);
  }
  before = new Date().toISOString();
  await sleep(10);
  for (const petId of petIds.filter(isErased)) await client.erase(petId);
  await eventually(async () => expect(found(await stored('Events')).some(isErased)).toBe(false));
}, 60_000);
afterAll(async () => {
  vi.restoreAllMocks();
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A request that is the same each time, with a key that makes it one. */
const create = (petId: string) =>
  fetch(`${service.url}/pets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `creation-of-${petId}` },
    body: JSON.stringify({
      petId,
      name: `Pet ${petId}`,
      type: 'dog',
      status: 'available',
      ownerId: canary(petId, 'owner'),
      microchipId: canary(petId, 'chip'),
      notes: canary(petId, 'notes'),
      photoUrls: [canary(petId, 'photo')],
      nickname: canary(petId, 'other'),
    }),
  });

interface Watched {
  text(): string;
  end(): void;
}
/** Reads a stream of events until it is told to end. */
function watched(path: string): Watched {
  const ended = new AbortController();
  let text = '';
  const read = async () => {
    const { body } = await fetch(service.url + path, { signal: ended.signal });
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) text += chunk;
  };
  void read().catch(() => {});
  return { text: () => text, end: () => ended.abort() };
}

const items = async (TableName: string) => (await db.send(new ScanCommand({ TableName, ConsistentRead: true }))).Items;
const stored = async (TableName: string) => JSON.stringify(await items(TableName));
/** The pets whose canaries a text has. */
const found = (text: string) => petIds.filter((petId) => canariesOf(petId).some((one) => text.includes(one)));
const others = petIds.filter((petId) => !isErased(petId));

test('nothing that is stored has what was erased, and everything else is there', async () => {
  expect(found(await stored('Events'))).toEqual(others);
  for (const petId of others) for (const one of canariesOf(petId)) expect(await stored('Events')).toContain(one);
  await eventually(async () =>
    expect(found(await stored('Pets'))).toEqual(others.filter((petId) => Number(petId.slice(4)) % 3 !== 0)),
  );
  for (const { localName } of [tables.idempotency, tables.log]) {
    expect(await stored(localName)).toContain('pet-2');
    expect(found(await stored(localName))).toEqual([]);
  }
});

test('messages never had any, wherever they were told and kept', async () => {
  const ask = async (path: string) => (await fetch(service.url + path)).text();
  await eventually(async () => expect(await ask('/_local/dead-letters')).toContain('PersonalDataErased'));
  const live = watched('/_local/live');
  await eventually(async () => {
    for (const type of ['command', 'delivery', 'message']) expect(live.text()).toContain(`event: ${type}`);
  });
  live.end();
  bus.end();
  expect(bus.text().split('event: published').length).toBeGreaterThan(PETS * 4);
  const others = ['/_local/dead-letters', '/_local/projections', '/_local/faults'].map(ask);
  expect(found([bus.text(), live.text(), ...(await Promise.all(others))].join('\n'))).toEqual([]);
});

test('nothing that was printed has any, nor any file of the service beside the database', async () => {
  expect(printed.join('')).toContain('never');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(
    (file) => file.isFile() && !file.name.startsWith('pets.db'),
  );
  const contents = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')));
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['service.json', 'checkpoints.json']));
  expect(found([...printed, ...contents].join('\n'))).toEqual([]);
});

/** Requests on every route that reads, with every parameter, by its path. */
function asked(size: number): Record<string, string[]> {
  const at = new Date(Date.now() - 5_100).toISOString();
  const each = (...queries: string[]) =>
    petIds.flatMap((petId) => queries.map((query) => query.replace('{petId}', petId)));
  return {
    '/pets': [
      '/pets?limit=100',
      `/pets?limit=100&at=${before}`,
      `/pets?limit=100&at=${at}`,
      '/pets?type=dog&status=available&name=Pet',
      ...petIds.map((petId) => `/pets?ownerId=${canary(petId, 'owner')}`),
    ],
    '/pets/{petId}': each(
      '/pets/{petId}',
      '/pets/{petId}?consistency=strong',
      ...[1, 2, 3, 4, 5].map((version) => `/pets/{petId}?version=${version}`),
      `/pets/{petId}?at=${before}`,
      `/pets/{petId}?at=${at}`,
    ),
    '/pets/{petId}/history': each(
      '/pets/{petId}/history',
      '/pets/{petId}/history?order=desc',
      '/pets/{petId}/history?after=1',
      '/pets/{petId}/history?as=messages&limit=100',
    ),
    '/pets/{petId}/blame': each('/pets/{petId}/blame'),
    '/pets/{petId}/history/{version}/receipt': each('/pets/{petId}/history/1/receipt'),
    '/events': [
      '/events?limit=100',
      '/events?limit=100&from=2026-01-01T00:00:00Z',
      `/events?limit=100&to=${before}`,
      '/events?type=PetUpdated&actor=anonymous&limit=100',
      '/events?as=messages&limit=100',
      '/events?after=-1&limit=100',
      '/events?after=-1&as=messages&limit=100',
    ],
    '/log/checkpoint': ['/log/checkpoint'],
    '/log/key': ['/log/key'],
    '/log/consistency': [`/log/consistency?from=1&to=${size}`],
    '/log/tile/{level}/{index+}': [`/log/tile/0/000.p/${size}`],
    ...Object.fromEntries(
      ['/', '/favicon.ico', '/health', '/asyncapi.json', '/openapi.json', '/docs', '/console'].map((path) => [
        path,
        [path],
      ]),
    ),
    '/docs/{file}': ['/docs/swagger-ui.css'],
    '/console/{file}': ['/console/app.js'],
  };
}

test('no answer has what was erased, and the past has everything else', async () => {
  await sleep(5_500);
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(service.url + path, init);
    return [path, answer.status, Buffer.from(await answer.arrayBuffer()).toString('latin1')] as const;
  };
  const size = Number((await ask('/log/checkpoint'))[2].split('\n')[1]);
  const requests = asked(size);
  const read = routes.filter(({ method }) => method === 'GET');
  expect(Object.keys(requests).sort()).toEqual(read.map(({ path }) => path).sort());
  for (const { path, query = [] } of read)
    for (const name of query.filter((name) => name !== 'cursor'))
      expect(`${path} ${requests[path]!.join()}`).toMatch(new RegExp(`[?&]${name}=`));

  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  await concurrently(8, Object.values(requests).flat(), async (path) => void answers.push(await ask(path)));
  expect(answers.filter(([path, status]) => status !== 200 && !/^\/pets\/pet-/.test(path))).toEqual([]);
  expect(found(answers.map(([, , body]) => body).join('\n'))).toEqual(others);
  const inPast = answers.filter(([path]) => /^\/events\?(limit=100|after=-1&limit=100)$/.test(path));
  expect(inPast).toHaveLength(2);
  for (const [, , body] of inPast)
    for (const petId of others) for (const one of canariesOf(petId)) expect(body).toContain(one);

  const body = { headers: { 'content-type': 'application/json' }, body: '{}' };
  const changes = petIds.flatMap((petId) =>
    ['PUT', 'PATCH'].map((method) => ask(`/pets/${petId}`, { ...body, method })),
  );
  expect(found((await Promise.all(changes)).join('\n')).filter(isErased)).toEqual([]);
  // The first answer is given again, without what was erased since.
  const again = await Promise.all(petIds.map(async (petId) => [(await create(petId)).status, petId]));
  expect(again).toEqual(petIds.map((petId) => [201, petId]));
  const bodies = await Promise.all(petIds.map(async (petId) => (await create(petId)).text()));
  expect(found(bodies.join('\n'))).toEqual(others);

  const { items } = await client.history('pet-2');
  expect(items[0]!.erased).toEqual(ORDER);
  expect(items[2]!.changes).toEqual([{ pointer: '/notes', erased: true }]);
});
const ORDER = ['ownerId', 'microchipId', 'notes', 'photoUrls', 'other'];

test('the command line prints none of it', async () => {
  const outputs: string[] = [];
  for (const petId of ['pet-2', 'pet-4'])
    for (const command of ['show', 'history', 'blame'])
      outputs.push((await runCommand(command, petId, '--json', '--data', folder)).stdout);
  for (const command of ['events', 'list'])
    outputs.push((await runCommand(command, '--data', folder, '--json')).stdout);
  expect(found(outputs.join('\n')).filter(isErased)).toEqual([]);
});

test('history tells what was erased: in words, and apart from what is empty', async () => {
  const history = async (...flags: string[]) =>
    (await runCommand('history', 'pet-2', ...flags, '--data', folder)).stdout.split(/\r?\n/);
  expect(await history()).toContain('    ~ /notes  erased');
  expect((await history('--csv')).filter((line) => line.startsWith('3,'))).toEqual([
    expect.stringMatching(/,\/notes,,,true$/),
  ]);
  const events = (await runCommand('events', '--csv', '--data', folder)).stdout;
  expect(events).toMatch(/,pet-2,3,.*,"\[""ownerId"",/);
  expect(events).toMatch(/,pet-1,3,.*,\r$/m);
});

test('verify holds, and tells how many values were erased', async () => {
  const { code, stdout } = await runCommand('verify', '--data', folder, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ ok: true });
  expect(JSON.parse(stdout).erasedValues).toBeGreaterThan(0);
  expect(code).toBe(0);
});

test('exports: all, without personal data, and of one owner', async () => {
  const file = join(folder, 'events.jsonl');
  expect((await runCommand('export', file, '--data', folder)).code).toBe(0);
  expect(found(await readFile(file, 'utf8'))).toEqual(others);
  expect((await runCommand('export', file, '--data', folder, '--without-personal-data')).code).toBe(0);
  expect(found(await readFile(file, 'utf8'))).toEqual([]);
  await runCommand('export', file, '--data', folder, '--owner', canary('pet-1', 'owner'));
  expect(JSON.parse(await readFile(file, 'utf8')).pets).toMatchObject([{ petId: 'pet-1' }]);
});

test('again is 202 without a second event; a deleted pet is null; bad input is told', async () => {
  const erase = (petId: string, query = '') =>
    fetch(`${service.url}/pets/${petId}/personal-data${query}`, { method: 'DELETE' });
  const versions = async (petId: string) => (await client.history(petId)).items.length;
  for (const petId of ['pet-2', 'pet-0']) {
    const before = await versions(petId);
    const answer = await erase(petId);
    expect([answer.status, (await answer.json()) === null]).toEqual([202, petId === 'pet-0']);
    expect(await versions(petId)).toBe(before);
  }
  expect((await erase('never')).status).toBe(404);
  const refused = await erase('pet-1', '?fields=name');
  expect([refused.status, await refused.json()]).toMatchObject([400, { errors: [{ pointer: '/query/fields' }] }]);
});

test('what was erased stays erased when its version is restored', async () => {
  expect(await client.restore('pet-2', { version: 1 })).not.toHaveProperty('ownerId');
  expect(await client.restore('pet-0')).toMatchObject({ name: 'Pet pet-0' });
  const { state } = (await (await openTarget({ data: folder })).store.newest('pet-0'))!;
  expect(state).not.toHaveProperty('notes');
});

test('of another owner: a dry run counts, the erasure prints a receipt', async () => {
  const owner = canary('pet-3', 'owner');
  const dry = JSON.parse((await runCommand('erase', '--owner', owner, '--dry-run', '--json', '--data', folder)).stdout);
  expect(dry).toMatchObject({ pets: 1, receipts: [{ petId: 'pet-3', fields: ORDER }] });
  const done = JSON.parse((await runCommand('erase', '--owner', owner, '--json', '--data', folder)).stdout);
  expect(done.receipts).toMatchObject([{ petId: 'pet-3', eventId: expect.any(String) }]);
  await eventually(async () => expect(found(await stored('Events'))).not.toContain('pet-3'));
});

test.each([
  ['is interrupted', ['--json'], ['a-1', 'a-2']],
  ['is interrupted', [], ['b-1', 'b-2']],
  ['fails', ['--json'], ['c-1', 'c-2']],
  ['fails', [], ['d-1', 'd-2']],
] as const)(
  'an erasure of two pets that %s after the first prints its receipt (%j)',
  async (how, form, [first, second]) => {
    const owner = `owner of ${first}`;
    for (const petId of [first, second]) await client.create({ petId, name: 'Rex', type: 'dog', ownerId: owner });
    const refuses = how === 'fails';
    const proxy = createServer(async ({ method = '', url = '' }, response) => {
      // As a terminal and npm do, both.
      if (!refuses) for (const _ of 'ab') child.kill('SIGINT');
      if (refuses && url.includes(second)) return response.writeHead(403).end('{}');
      const answer = await fetch(service.url + url, { method });
      response.writeHead(answer.status).end(await answer.text());
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const data = await mkdtemp(join(tmpdir(), 'pets-test-'));
    const local = JSON.parse(await readFile(join(folder, LOCAL_SERVICE_FILE), 'utf8'));
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await writeFile(join(data, LOCAL_SERVICE_FILE), JSON.stringify({ ...local, url }));

    const child = spawn(process.execPath, [COMMANDS, 'erase', '--owner', owner, ...form, '--data', data]);
    const [stdout, stderr, ended] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    proxy.close();
    await rm(data, { recursive: true });
    expect(ended).toEqual(refuses ? [1, null] : [null, 'SIGINT']);
    expect(stderr).toContain(`Stopped at ${second}. Run the same command again for the rest.\n`);
    if (form.length > 0)
      expect(JSON.parse(stdout)).toMatchObject({ pets: 1, receipts: [{ petId: first, eventId: expect.any(String) }] });
    else expect(stdout).toMatch(/^\w-1 {2}ownerId of 1 event {2}\S+ {2}\S+\n1 pet, 1 event with values to remove\n$/);
  },
);

test('no owner is refused, and a field that is named twice is erased and told once', async () => {
  for (const command of [['erase'], ['export', join(folder, 'none.json')]])
    await expect(runCommand(...command, '--owner', '', '--data', folder)).rejects.toThrow('It must not be empty.');
  await client.create({ petId: 'twice', name: 'Twice', type: 'dog', notes: 'n', ownerId: 'o' });
  const { stdout } = await runCommand('erase', 'twice', '--fields', 'notes,notes', '--dry-run', '--data', folder);
  expect(stdout).toBe('twice  notes of 1 event\n1 pet, 1 event with values to remove\n');
  await runCommand('erase', 'twice', '--fields', 'notes', '--data', folder);
  const pet = await client.show('twice', { consistency: 'strong' });
  expect(pet).not.toHaveProperty('notes');
  expect(pet).toHaveProperty('ownerId');
});

test('an export of one owner leaves out when a pet was someone else’s', async () => {
  await client.create({ petId: 'sold', name: 'Sold', type: 'dog', ownerId: 'seller' });
  await client.update('sold', { ownerId: 'buyer' });
  await client.update('sold', { weightKg: 4 });
  const file = join(folder, 'of-owner.json');
  for (const [owner, versions] of [
    ['seller', [1]],
    ['buyer', [2, 3]],
  ] as const) {
    await runCommand('export', file, '--data', folder, '--owner', owner);
    const [pet] = JSON.parse(await readFile(file, 'utf8')).pets;
    expect(pet.events.map(({ version }: { version: number }) => version)).toEqual(versions);
  }
});

test('by its id, one pet alone: others of its owner keep theirs', async () => {
  const owner = canary('pet-5', 'owner');
  await client.create({ petId: 'first', name: 'First', type: 'dog', ownerId: owner, notes: 'first-secret' } as never);
  await client.create({
    petId: 'second',
    name: 'Second',
    type: 'dog',
    ownerId: owner,
    notes: 'second-secret',
  } as never);
  const { store } = await openTarget({ data: folder });
  const others = async () => [await store.at('second', 1), await store.at('pet-5', 1)];
  const before = await others();
  // Twice at once: one event, and both are told so.
  const [one, two] = await Promise.all([client.erase('first'), client.erase('first')]);
  expect([one, two]).toMatchObject([{ version: 2 }, { version: 2 }]);
  expect(JSON.parse((await runCommand('erase', 'first', '--json', '--data', folder)).stdout)).toMatchObject({
    receipts: [{ petId: 'first', version: 2 }],
  });
  await eventually(async () => expect(await stored('Events')).not.toContain('first-secret'));
  expect(await others()).toEqual(before);
});

test('a message that names another pet, another version or more fields removes nothing that was not erased', async () => {
  await client.create({ petId: 'mine', name: 'Mine', type: 'dog', notes: 'my-notes', ownerId: 'my-owner' } as never);
  const { version } = (await client.erase('mine', { fields: ['notes'] }))!;
  await eventually(async () => expect(await stored('Events')).not.toContain('my-notes'));
  const before = await items('Events');
  const told = (petId: string, version: number, data: object = {}) =>
    service.invoke('removePersonalData', { detail: { metadata: { petId, version }, data, pet: null } });
  for (const [petId, which] of [
    ['pet-5', version],
    ['mine', 1],
    ['never', 1],
  ] as const)
    await expect(told(petId, which)).rejects.toThrow('is no erasure');
  const all = { fields: ORDER, petId: 'pet-5' };
  expect(await told('mine', version, all)).toEqual({ erasures: 1, removed: 0 });
  expect(await items('Events')).toEqual(before);
});

test('writers who go on while a pet is erased, again and again, keep what they wrote after it alone', async () => {
  await client.create({ petId: 'busy', name: 'Busy', type: 'dog', notes: 'busy-0', ownerId: 'busy-owner' } as never);
  for (let round = 1; round <= 4; round++) {
    const writes = [1, 2, 3].map((n) =>
      client.update('busy', { notes: `busy-${round}-${n}`, [`key${n}`]: round } as never),
    );
    await Promise.all([...writes, client.erase('busy', { fields: ['notes', 'other'] })]);
  }
  const { version } = (await client.erase('busy', { fields: ['notes', 'other'] }))!;
  await Promise.all([1, 2, 3].map((n) => client.update('busy', { notes: `kept-${n}` })));
  await eventually(async () => expect(await stored('Events')).not.toMatch(/busy-\d|"key\d"/));
  const target = await openTarget({ data: folder });
  const { findings, unremovedValues } = await verifyStream(target, 'busy');
  expect([findings, unremovedValues]).toEqual([[], 0]);
  for await (const { version: at, state } of target.store.read('busy')) {
    expect(state).toMatchObject({ ownerId: 'busy-owner' });
    expect(String(state?.notes)).toMatch(at > version ? /^kept-/ : /^undefined$/);
  }
});

test('once the service has compacted its data, no file has what was erased, and nothing else is gone', async () => {
  const delivered = async () => {
    const { consumers } = (await (await fetch(`${service.url}/_local/projections`)).json()) as {
      consumers: ConsumerStatus[];
    };
    return consumers.map((consumer) => consumer.delivered);
  };
  await eventually(async () => {
    const [projected, published] = await delivered();
    expect(published).toBe(projected);
    await sleep(600);
    expect(await delivered()).toEqual([projected, published]);
  });
  const before = await Promise.all(Object.values(tables).map(({ localName }) => items(localName)));
  await service.stop();
  service = await startService({ host: '127.0.0.1', port: 0, dataFolder: folder, compact: true });
  db = DynamoDBDocumentClient.from(new DynamoDBClient());
  client = petsClient({ url: service.url });
  const after = await Promise.all(Object.values(tables).map(({ localName }) => items(localName)));
  expect(after.map(inOrder)).toEqual(before.map(inOrder));
  // The stream goes on.
  await client.create({ petId: 'later', name: 'Later', type: 'dog' });
  await eventually(() => client.show('later'));
  await service.stop();
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
  const contents = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')));
  expect(found(contents.join('\n'))).toEqual(others.filter((petId) => petId !== 'pet-3'));
  service = await startService({ host: '127.0.0.1', port: 0, dataFolder: folder });
  db = DynamoDBDocumentClient.from(new DynamoDBClient());
});
/** A scan has no order, and the log may have grown. */
const inOrder = (found: Record<string, unknown>[] = []) =>
  found
    .filter(({ part }) => part === undefined)
    .map((item) => inspect(item, { depth: null, sorted: true }))
    .sort();

describe('verify finds a personal value that was', () => {
  const at = async (version: number) => {
    const target = await openTarget({ data: folder });
    for await (const item of target.catalog.items('pet-5'))
      if (item.version === version) return item.personal as object;
    throw new Error('no such version');
  };
  const set = (version: number, personal: unknown) =>
    db.send(
      new UpdateCommand({
        TableName: 'Events',
        Key: { petId: 'pet-5', version },
        UpdateExpression: 'SET personal = :personal',
        ExpressionAttributeValues: { ':personal': personal },
      }),
    );
  test.each([
    ['changed', (values: [string, object][]) => values.map(([c, entry]) => [c, { ...entry, value: 'x' }])],
    [
      'moved',
      (values: [string, { salt: string }][]) =>
        values.map(([c], index) => [c, values[(index + 1) % values.length]![1]]),
    ],
    ['removed without an erasure', (values: [string, object][]) => values.slice(1)],
  ])('%s', async (_, tamper) => {
    const target = await openTarget({ data: folder });
    const sound = await at(2);
    await set(2, Object.fromEntries(tamper(Object.entries(sound) as never) as never));
    const { findings } = await verifyStream(target, 'pet-5', { attempts: 1, pauseMs: 0 });
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(['personal']));
    await set(2, sound);
    expect((await verifyStream(target, 'pet-5', { attempts: 1, pauseMs: 0 })).findings).toEqual([]);
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BusNews, EventBus } from '../../infra/local/eventBus.ts';
import { type Service, startService } from '../../infra/local/service.ts';
import { openTarget } from '../../src/cli/target.ts';
import { type PetsClient, petsClient } from '../../src/client/petsClient.ts';
import { verifyStream } from '../../src/projections/verifyStream.ts';
import { runCommand } from '../support/runCommand.ts';
import { eventually } from '../support/service.ts';

// Pets whose personal data is canaries: texts that occur nowhere else. Half of the pets are erased.
let folder: string;
let service: Service;
let client: PetsClient;
let db: DynamoDBDocumentClient;
const published: string[] = [];
const PETS = 12;
const petIds = Array.from({ length: PETS }, (_, n) => `pet-${n}`);
const isErased = (petId: string) => Number(petId.slice(4)) % 2 === 0;
const canary = (petId: string, what: string) => `canary-${petId}-${what}.`;
const canariesOf = (petId: string) =>
  [...['owner', 'chip', 'notes', 'photo', 'other', 'later', 'lost']].map((what) => canary(petId, what));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pets-test-'));
  service = await startService({ host: '127.0.0.1', port: 0, dataFolder: folder });
  (service.bus as EventBus).watch((news: BusNews) => published.push(JSON.stringify(news.event)));
  client = petsClient({ url: service.url });
  db = DynamoDBDocumentClient.from(new DynamoDBClient());
  for (const petId of petIds) {
    await client.create({
      petId,
      name: `Pet ${petId}`,
      type: 'dog',
      ownerId: canary(petId, 'owner'),
      microchipId: canary(petId, 'chip'),
      notes: canary(petId, 'notes'),
      photoUrls: [canary(petId, 'photo')],
      nickname: canary(petId, 'other'),
    } as never);
    await client.update(petId, { weightKg: 3 });
    await client.update(petId, { notes: canary(petId, 'later') });
    await client.update(petId, { notes: canary(petId, 'lost'), nickname: null } as never);
    if (Number(petId.slice(4)) % 3 === 0) await client.remove(petId);
  }
  for (const petId of petIds.filter(isErased)) await client.erase(petId);
  await eventually(async () => expect(found(await stored('Events')).some(isErased)).toBe(false));
}, 60_000);
afterAll(async () => {
  await service?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function stored(TableName: string): Promise<string> {
  const { Items } = await db.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return JSON.stringify(Items);
}
/** The pets whose canaries a text has. */
const found = (text: string) => petIds.filter((petId) => canariesOf(petId).some((one) => text.includes(one)));
const others = petIds.filter((petId) => !isErased(petId));

test('nothing that is stored has what was erased, and everything else is there', async () => {
  expect(found(await stored('Events'))).toEqual(others);
  for (const petId of others) for (const one of canariesOf(petId)) expect(await stored('Events')).toContain(one);
  await eventually(async () =>
    expect(found(await stored('Pets'))).toEqual(others.filter((petId) => Number(petId.slice(4)) % 3 !== 0)),
  );
  expect(found(await stored('Idempotency'))).toEqual([]);
});

test('messages never had any', () => {
  expect(published.length).toBeGreaterThan(PETS * 4);
  expect(found(published.join('\n'))).toEqual([]);
});

test('no answer has what was erased', async () => {
  await sleep(5_500);
  const paths = petIds.flatMap((petId) => [
    `/pets/${petId}`,
    `/pets/${petId}?consistency=strong`,
    ...[1, 2, 3, 4].map((version) => `/pets/${petId}?version=${version}`),
    `/pets/${petId}?at=${new Date(Date.now() - 5_000).toISOString()}`,
    `/pets/${petId}/history`,
    `/pets/${petId}/history?order=desc`,
    `/pets/${petId}/blame`,
  ]);
  const texts: string[] = [];
  for (const path of [...paths, '/pets?limit=100', '/events?limit=100'])
    texts.push(await (await fetch(service.url + path)).text());
  expect(found(texts.join('\n'))).toEqual(others);
  const { items } = await client.history('pet-2');
  expect((items[0] as { erased?: string[] }).erased?.toSorted(byName)).toEqual(ORDER);
  expect(items[2]!.changes).toEqual([{ pointer: '/notes', erased: true }]);
});
const ORDER = ['ownerId', 'microchipId', 'notes', 'photoUrls', 'other'];
const byName = (a: string, b: string) => ORDER.indexOf(a) - ORDER.indexOf(b);

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

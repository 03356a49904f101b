import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { BusEvent } from '../../infra/local/checkedEntries.ts';
import { createTable } from '../../infra/local/createTables.ts';
import { eventPattern } from '../../infra/local/eventPattern.ts';
import { EVENT_BUS } from '../../infra/local/setEnvironment.ts';
import { exportEvents } from '../../src/cli/exportEvents.ts';
import { importEvents } from '../../src/cli/importEvents.ts';
import { rebuildHere } from '../../src/cli/rebuildHere.ts';
import { eventsToReplay, replayEvents } from '../../src/cli/replayEvents.ts';
import { openTarget, type Target } from '../../src/cli/target.ts';
import { SETTLING_MS } from '../../src/eventStore/feedPage.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import type { PetDetail } from '../../src/messages/petDetail.ts';
import { petsPattern } from '../../src/messages/petsPattern.ts';
import { eventBridge } from '../../src/projections/eventBridge.ts';
import { petRow, petsProjection } from '../../src/projections/petRow.ts';
import { added, noTotals, type RebuildOptions } from '../../src/projections/rebuildTask.ts';
import { verifyStream } from '../../src/projections/verifyStream.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { tables } from '../../src/tables.ts';
import { Consumer } from '../judge/consumer.ts';
import { bodyOf, eventually, useService } from '../support/service.ts';

// The walks of docs/runbook.md, on a whole service: each leaves it as if nothing had happened.
const service = useService({ alone: true });
const folder = mkdtempSync(join(tmpdir(), 'pets-runbook-'));
afterAll(() => rmSync(folder, { recursive: true }));
const published: BusEvent[] = [];
let target: Target;
beforeAll(async () => {
  target = {
    ...(await openTarget({ endpoint: service.endpoint, data: '' })),
    bus: { name: EVENT_BUS, client: eventBridge() },
  };
  service.bus.watch((news) => news.type === 'published' && published.push(news.event));
});

const call = (method: string, path: string, body?: object) =>
  fetch(service.url + path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
/** A pet with a few versions, and its row. */
async function createPet(): Promise<string> {
  const { petId } = await bodyOf<{ petId: string }>(await call('POST', '/pets', { name: 'Fido', type: 'dog' }));
  await call('PATCH', `/pets/${petId}`, { color: 'brown' });
  await call('PATCH', `/pets/${petId}`, { color: 'red' });
  await eventually(() => sound(petId));
  return petId;
}
const sound = async (petId: string) =>
  expect((await verifyStream(target, petId, { attempts: 1, pauseMs: 0 })).findings).toEqual([]);
async function rebuilt(options: Partial<RebuildOptions> = {}) {
  const all = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null, ...options };
  const tasks = await rebuildHere(target, { ...all, segments: 2, progress: () => {} });
  return tasks.map(({ totals }) => totals).reduce(added, noTotals());
}

test('the Pets table is lost: strong reads go on, and a rebuild brings every row back', async () => {
  const petId = await createPet();
  const gone = await createPet();
  await call('DELETE', `/pets/${gone}`);
  await eventually(() => sound(gone));
  const before = await bodyOf(await call('GET', '/pets'));

  await new DynamoDBClient().send(new DeleteTableCommand({ TableName: 'Pets' }));
  await createTable(new DynamoDBClient(), tables.pets);
  expect((await call('GET', `/pets/${petId}`)).status).toBe(404);
  expect((await call('GET', `/pets/${petId}?consistency=strong`)).status).toBe(200);

  expect(await rebuilt()).toMatchObject({ missing: 2, written: 2 });
  expect(await bodyOf(await call('GET', '/pets'))).toEqual(before);
  expect((await call('GET', `/pets/${gone}`)).status).toBe(410);
  await Promise.all([sound(petId), sound(gone)]);
});

test('a wrong projection was deployed: with a raised number the rows are counted, then written in place', async () => {
  const petId = await createPet();
  const row = petRow((await target.store.newest(petId))!);
  const wrong = {
    ...row,
    projection: petsProjection.number - 1,
    pet: { petId, name: 'wrong', type: 'dog', version: 3 },
  };
  await target.client.send(new PutCommand({ TableName: 'Pets', Item: wrong }));
  expect(await rebuilt({ dryRun: true })).toMatchObject({ outdated: 1, written: 0 });
  expect(await rebuilt()).toMatchObject({ outdated: 1, written: 1 });
  await sound(petId);
});

test('a bad event: it is skipped, its pet takes no commands, and goes on when it is removed', async () => {
  // The functions log in threads of their own.
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const petId = await createPet();
  const bad = { petId, version: 4, shard: '0', eventId: 'none', note: 'no event' };
  await target.client.send(new PutCommand({ TableName: 'Events', Item: bad }));
  await eventually(async () => expect(log.mock.calls.join()).toContain('not a stored event'));

  expect((await call('GET', `/pets/${petId}`)).status).toBe(200);
  expect((await call('PATCH', `/pets/${petId}`, { color: 'blue' })).status).toBe(500);
  expect((await verifyStream(target, petId)).findings.map(({ check }) => check)).toContain('decodable');
  expect(await rebuilt()).toMatchObject({ unreadable: 1, written: 0 });

  await target.client.send(new DeleteCommand({ TableName: 'Events', Key: { petId, version: 4 } }));
  expect((await call('PATCH', `/pets/${petId}`, { color: 'blue' })).status).toBe(200);
  await eventually(() => sound(petId));
  log.mockRestore();
});

test('a consumer was away: a replay brings it up to date, and others receive nothing', async () => {
  const petIds = [await createPet(), await createPet()];
  // The publisher may trail the rows: what it publishes later would pass for the replay's.
  await eventually(async () => {
    for (const id of petIds) {
      const told = published.map(({ detail }) => (detail as unknown as PetDetail).metadata);
      expect(new Set(told.filter(({ petId }) => petId === id).map(({ version }) => version))).toEqual(
        new Set([1, 2, 3]),
      );
    }
  });
  const start = published.length;
  const [away, other] = [new Consumer(), new Consumer()];
  const [takesReplays, takesNone] = [eventPattern(petsPattern({ replays: true })), eventPattern(petsPattern())];
  // What is younger than this has not settled.
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + SETTLING_MS);
  for (const petId of petIds) {
    await replayEvents(target, eventsToReplay(target, { from: 0, petId }), {
      replay: { name: 'after the outage', at: new Date().toISOString() },
      rate: 1_000,
      published: () => {},
    });
  }
  vi.restoreAllMocks();
  for (const message of published.slice(start)) {
    if (takesReplays(message)) away.receive(message);
    if (takesNone(message)) other.receive(message);
  }
  for (const petId of petIds) {
    expect(away.pets.get(petId)?.pet).toEqual(await bodyOf(await call('GET', `/pets/${petId}`)));
    expect(other.pets.has(petId)).toBe(false);
  }
});

test('events were lost: an export of a restored copy brings back what is missing, and nothing else', async () => {
  const petId = await createPet();
  const copy = { ...target, eventsTable: 'Restored' };
  await createTable(new DynamoDBClient(), { ...tables.events, localName: 'Restored', stream: false });
  for await (const event of target.store.read(petId)) {
    await target.client.send(new PutCommand({ TableName: 'Restored', Item: toItem(petStream, event) }));
  }
  for (const version of [2, 3]) {
    await target.client.send(new DeleteCommand({ TableName: 'Events', Key: { petId, version } }));
  }
  expect((await rebuilt()).stray).toBe(1);

  const file = join(folder, 'lost.jsonl.gz');
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + SETTLING_MS);
  const { events } = await exportEvents(copy, file, { segments: 2, report: () => {}, progress: () => {} });
  vi.restoreAllMocks();
  expect(events).toBe(3);
  expect(await importEvents(target, file, { checked: () => {}, restored: () => {} })).toEqual({
    appended: 2,
    existing: 1,
  });
  expect((await rebuilt()).stray).toBe(0);
  await sound(petId);
});

import { randomUUID } from 'node:crypto';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTable } from '../../infra/local/createTables.ts';
import type { Invoke } from '../../infra/local/invoking.ts';
import { loadFunction } from '../../infra/local/loadFunction.ts';
import { rebuildContext } from '../../src/cli/target.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { wholeShard } from '../../src/eventStore/streamCatalog.ts';
import { petRow, petsProjection } from '../../src/projections/petRow.ts';
import { rebuildStep } from '../../src/projections/rebuildStep.ts';
import {
  added,
  noTotals,
  type RebuildOptions,
  type RebuildTask,
  rebuildTasks,
} from '../../src/projections/rebuildTask.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { type TableName, tables } from '../../src/tables.ts';
import { useEngine } from '../support/engine.ts';
import { eventsOf, historyOf, updatesOf } from '../support/history.ts';
import { putEvents, putItems } from '../support/items.ts';
import { recordOf } from '../support/streamRecords.ts';

const engine = useEngine({ stream: false });
let step: Invoke;
let project: Invoke;
beforeAll(async () => {
  step = await loadFunction('rebuildPets');
  project = await loadFunction('projectPets');
});
beforeEach(async () => {
  await Promise.all([emptied('events'), emptied('pets')]);
});

const OPTIONS: RebuildOptions = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null };
const everything = async (TableName: string) => {
  const items: object[] = [];
  for await (const page of paginateScan(engine, { TableName })) items.push(...page.Items!);
  return items;
};
const byPet = (rows: readonly object[]) => new Map((rows as { petId: string }[]).map((row) => [row.petId, row]));
const rowsOf = async () => byPet(await everything('Pets'));
const put = (table: string, Item: object) => engine.client.send(new PutCommand({ TableName: table, Item }));

async function emptied(table: TableName): Promise<void> {
  await engine.client.send(new DeleteTableCommand({ TableName: tables[table].localName }));
  await createTable(new DynamoDBClient(), { ...tables[table], stream: false });
}

const contextOf = (client: typeof engine.client) =>
  rebuildContext({ client, nameOf: ({ localName }) => localName, eventsTable: 'Events' });

/** Runs a task as the state machine does: again and again, with what the call before returned. */
async function carriedOut(task: RebuildTask): Promise<RebuildTask> {
  let current = task;
  while (!current.done) current = (await step(current)) as RebuildTask;
  return current;
}

async function rebuilt(options: Partial<RebuildOptions> = {}, segments = 2) {
  const planned = (await step({ ...OPTIONS, ...options, segments })) as RebuildTask[];
  const tasks = await Promise.all(planned.map(carriedOut));
  return {
    totals: tasks.map(({ totals }) => totals).reduce(added, noTotals()),
    strayPets: tasks.flatMap(({ strays }) => strays),
  };
}

const CREATE = { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } } as const;
/** Pets of every kind: new, changed, deleted, created again. */
function someHistories(count: number): RecordedPetEvent[][] {
  return Array.from({ length: count }, (_, n) => {
    const petId = `pet-${n}-${randomUUID()}`;
    if (n % 4 === 0) return updatesOf(petId, 1);
    if (n % 4 === 1) return updatesOf(petId, 2 + (n % 7));
    if (n % 4 === 2) return historyOf(petId, [CREATE, { type: 'DeletePet' }]);
    return historyOf(petId, [CREATE, { type: 'DeletePet' }, CREATE, { type: 'UpdatePet', patch: { color: 'red' } }]);
  });
}
const expectedRows = (histories: RecordedPetEvent[][]) => byPet(histories.map((events) => petRow(events.at(-1)!)));

describe('rebuild', () => {
  test('makes every row from nothing, tombstones too, and then finds nothing more to do', async () => {
    const histories = someHistories(300);
    await putEvents(engine.client, histories.flat());
    const first = await rebuilt({}, 1);
    expect(await rowsOf()).toEqual(expectedRows(histories));
    expect(first.totals).toMatchObject({
      streams: 300,
      events: histories.flat().length,
      missing: 300,
      written: 300,
      behind: 0,
      outdated: 0,
      stray: 0,
    });
    const again = await rebuilt();
    expect(again.totals).toMatchObject({ streams: 300, missing: 0, written: 0, writeUnits: 0 });
    expect(again.totals.events).toBe(histories.flat().length);
  });

  test('writes in place what is behind or of an older projection, and leaves the rest', async () => {
    const histories = someHistories(40);
    await putEvents(engine.client, histories.flat());
    const rows = histories.map((events, n) => {
      if (n % 5 === 0) return petRow(events[0]!);
      return { ...petRow(events.at(-1)!), ...(n % 5 === 1 && { projection: petsProjection.number - 1 }) };
    });
    await putItems(engine.client, 'Pets', rows);
    const behind = histories.filter((events, n) => n % 5 === 0 && events.length > 1).length;
    const { totals } = await rebuilt();
    expect(totals).toMatchObject({ streams: 40, missing: 0, behind, outdated: 8, written: behind + 8 });
    expect(await rowsOf()).toEqual(expectedRows(histories));
  });

  test('a dry run writes nothing and tells what it would take', async () => {
    const histories = someHistories(60);
    await putEvents(engine.client, histories.flat());
    const dry = await rebuilt({ dryRun: true });
    expect(await everything('Pets')).toEqual([]);
    const real = await rebuilt();
    expect(dry.totals).toMatchObject({ missing: 60, written: 0, writeUnits: real.totals.writeUnits });
  });

  test('a row whose newest event can not be read is that of the newest one that can', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const [created, updated, broken] = updatesOf(randomUUID(), 3);
    await putEvents(engine.client, [created!, updated!]);
    await put('Events', { ...toItem(petStream, broken!), data: 'no object' });
    expect((await rebuilt()).totals).toMatchObject({ unreadable: 1, missing: 1, written: 1 });
    expect(await rowsOf()).toEqual(byPet([petRow(updated!)]));
    expect((await rebuilt()).totals).toMatchObject({ unreadable: 1, behind: 0, written: 0 });
    log.mockRestore();
  });

  test('takes no more write units than it may', async () => {
    await putEvents(engine.client, Array.from({ length: 8 }, () => updatesOf(randomUUID(), 1)).flat());
    const reader = contextOf(engine.client);
    const start = performance.now();
    const [task] = rebuildTasks([wholeShard('0')], ['Pets'], { ...OPTIONS, maxWriteUnits: 24, segments: 1 });
    const first = await rebuildStep(reader, task!, 4);
    expect(first.totals.writeUnits).toBe(16);
    expect((await rebuildStep(reader, first, 4)).totals.writeUnits).toBe(32);
    expect(performance.now() - start).toBeGreaterThanOrEqual(490);
  });

  test('a long wait is left to the steps that follow, so that a function can end in time', async () => {
    const [task] = rebuildTasks([wholeShard('0')], ['Pets'], { ...OPTIONS, maxWriteUnits: 1, segments: 1 });
    const waiting = { ...task!, notBefore: Date.now() + 60_000 };
    const start = performance.now();
    expect(await rebuildStep(contextOf(engine.client), waiting)).toEqual(waiting);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

test('stopped at any request and gone on from the last checkpoint, 20 times: the rows of one that was left alone', async () => {
  const histories = someHistories(40);
  await putEvents(engine.client, histories.flat());
  for (let run = 0; run < 20; run++) {
    await emptied('pets');
    let task = rebuildTasks([wholeShard('0')], ['Pets'], { ...OPTIONS, segments: 1 })[0]!;
    let stops = 0;
    while (!task.done) {
      const reader = contextOf(stoppingAfter(1 + run * 2 + stops * 11));
      try {
        while (!task.done) task = await rebuildStep(reader, task, 10);
      } catch (error) {
        expect(error).toMatchObject({ message: 'killed' });
        stops++;
      }
    }
    expect(stops).toBeGreaterThan(0);
    expect(await rowsOf()).toEqual(expectedRows(histories));
  }
});

/** A client whose process is killed before the request after so many: nothing is sent any more. */
function stoppingAfter(requests: number): DynamoDBDocumentClient {
  let left = requests;
  const client = DynamoDBDocumentClient.from(new DynamoDBClient());
  client.middlewareStack.add(
    (next) => async (args) => {
      if (left-- <= 0) throw new Error('killed');
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
  return client;
}

describe('beside the projector', () => {
  test('with writers and the projector running, in any order, the rows are the newest events', async () => {
    const histories = Array.from({ length: 40 }, () => updatesOf(randomUUID(), 20));
    await putEvents(
      engine.client,
      histories.flatMap((events) => events.slice(0, 10)),
    );
    const write = async () => {
      for (let version = 11; version <= 20; version++) {
        const events = histories.map((all) => all[version - 1]!);
        await putEvents(engine.client, events);
        // Some batches come late, some twice, and none in order.
        await project({ Records: events.toReversed().map(recordOf) });
        if (version % 3 === 0) await project({ Records: events.map(recordOf) });
      }
    };
    const rebuild = async () => {
      for (let n = 0; n < 6; n++) await rebuilt();
    };
    await Promise.all([write(), rebuild()]);
    expect(await rowsOf()).toEqual(expectedRows(histories));
  });

  test('5 % of the batches were dropped: a reconcile writes their rows and counts them', async () => {
    const old = Date.now() - 3_600_000;
    const histories = Array.from({ length: 200 }, (_, n) =>
      eventsOf(
        randomUUID(),
        [CREATE, { type: 'UpdatePet', patch: { n } } as const].map((command) => ({ command, now: old })),
      ),
    );
    await putEvents(engine.client, histories.flat());
    const batches = Array.from({ length: 20 }, (_, n) => histories.slice(n * 10, n * 10 + 10));
    for (const [n, batch] of batches.entries()) if (n !== 7) await project({ Records: batch.flat().map(recordOf) });
    const { totals } = await rebuilt({ reconcile: true });
    expect(totals).toMatchObject({ streams: 200, missing: 10, written: 10, stray: 0 });
    expect(await rowsOf()).toEqual(expectedRows(histories));
  });

  test('a reconcile leaves events of the last minutes to the projector', async () => {
    await putEvents(engine.client, eventsOf(randomUUID(), [{ command: CREATE, now: Date.now() }]));
    expect((await rebuilt({ reconcile: true })).totals).toMatchObject({ missing: 0, written: 0 });
    expect((await rebuilt()).totals).toMatchObject({ missing: 1, written: 1 });
  });
});

describe('rows that no event explains', () => {
  test('are reported, and only with force replaced or removed', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const [lost, ahead, sound] = [updatesOf('lost', 2), updatesOf('ahead', 3), updatesOf('sound', 2)];
    await putEvents(engine.client, [...ahead!.slice(0, 2), ...sound!]);
    await putItems(
      engine.client,
      'Pets',
      [lost!, ahead!, sound!].map((events) => petRow(events.at(-1)!)),
    );
    const before = await rowsOf();
    expect(await rebuilt()).toMatchObject({
      totals: { stray: 2, written: 0 },
      strayPets: expect.arrayContaining(['lost', 'ahead']),
    });
    expect(await rowsOf()).toEqual(before);
    expect((await rebuilt({ force: true })).totals.stray).toBe(2);
    expect(await rowsOf()).toEqual(byPet([petRow(ahead![1]!), petRow(sound!.at(-1)!)]));
    expect((await rebuilt()).totals.stray).toBe(0);
    log.mockRestore();
  });
});

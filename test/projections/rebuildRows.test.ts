import { expect, test } from 'vitest';
import { Meter } from '../../src/dynamo/meter.ts';
import { wholeShard } from '../../src/eventStore/streamCatalog.ts';
import { petRow, petsProjection } from '../../src/projections/petRow.ts';
import type { Row } from '../../src/projections/projection.ts';
import { rebuildRows } from '../../src/projections/rebuildRows.ts';
import { rebuildStep } from '../../src/projections/rebuildStep.ts';
import { added, noTotals, rebuildTasks } from '../../src/projections/rebuildTask.ts';
import type { RowStore } from '../../src/projections/rowStore.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { historyOf, sealed, updatesOf } from '../support/history.ts';
import { memoryEventStore } from '../support/memoryEventStore.ts';
import { memoryRowStore } from '../support/memoryRowStore.ts';

const history = updatesOf('rex', 3);
const rows = history.map((event) => petRow(event) as unknown as Row);
const OPTIONS = { reconcile: false, dryRun: false };

type Store = ReturnType<typeof memoryRowStore>;

/** A rebuild of one pet with its first `events`, in a table that holds `before` and that `changed` makes a little different. */
async function rebuilt(
  events: number,
  changed: (store: Store) => RowStore = (store) => store,
  { before, options = OPTIONS, of = history }: { before?: Row; options?: typeof OPTIONS; of?: typeof history } = {},
) {
  const catalog = memoryEventStore(petStream);
  for (const event of of.slice(0, events)) await catalog.append(sealed(event));
  const store = memoryRowStore(petsProjection);
  if (before) await store.write([before]);
  const context = {
    catalog,
    readModels: [{ projection: petsProjection, rows: changed(store) }],
    meter: new Meter(),
    report: () => {},
  };
  return { totals: rebuildRows(context, ['rex'], options), store, context };
}

test('a row that the projector made newer meanwhile stays', async () => {
  // The rebuild has read two events when the projector writes the row of a third.
  const { totals, store } = await rebuilt(2, (store) => ({
    ...store,
    async write(...args) {
      await store.write([rows[2]!]);
      return store.write(...args);
    },
  }));
  expect(await totals).toMatchObject({ missing: 1, written: 0 });
  expect(await store.row('rex')).toEqual(rows[2]);
});

test('a fault of the table ends the rebuild', async () => {
  const fault = new Error('the table refused a row');
  const { totals } = await rebuilt(2, (store) => ({
    ...store,
    write: async (refused) => ({ unwritten: new Set(refused), changed: 0, writeUnits: 0, withoutStatement: 0, fault }),
  }));
  await expect(totals).rejects.toBe(fault);
});

test('what is there is counted, and written once', async () => {
  const { totals, store } = await rebuilt(3);
  expect(await totals).toMatchObject({ streams: 1, events: 3, missing: 1, behind: 0, written: 1, unreadable: 0 });
  expect(await store.row('rex')).toEqual(rows[2]);
});

test('a row that trails its events is brought up to them', async () => {
  const { totals, store } = await rebuilt(3, undefined, { before: rows[1]! });
  expect(await totals).toMatchObject({ missing: 0, behind: 1, outdated: 0, written: 1 });
  expect(await store.row('rex')).toEqual(rows[2]);
});

test('a row that an older projection made is made anew', async () => {
  const { totals, store } = await rebuilt(3, undefined, { before: { ...rows[2]!, projection: 0 } });
  expect(await totals).toMatchObject({ missing: 0, behind: 0, outdated: 1, written: 1 });
  expect(await store.row('rex')).toEqual(rows[2]);
});

test('a dry run tells what it would write, and writes nothing', async () => {
  const { totals, store } = await rebuilt(3, undefined, { before: rows[1]!, options: { ...OPTIONS, dryRun: true } });
  // The row and its places in three indexes.
  expect(await totals).toMatchObject({ behind: 1, written: 0, writeUnits: 4 });
  expect(await store.row('rex')).toEqual(rows[1]);
});

test('the daily check leaves what is younger than ten minutes to the projector', async () => {
  const options = { ...OPTIONS, reconcile: true };
  const CREATE = { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } } as const;
  for (const [minutes, written] of [
    [9, 0],
    [11, 1],
  ] as const) {
    const of = historyOf('rex', [CREATE], Date.now() - minutes * 60_000);
    expect(await (await rebuilt(1, undefined, { options, of })).totals).toMatchObject({ written });
  }
});

test('a step that must not take more write units than so many a second lets the next one wait', async () => {
  const { context } = await rebuilt(3, (store) => ({
    ...store,
    write: async (...args) => ({ ...(await store.write(...args)), writeUnits: 12 }),
  }));
  const [task] = rebuildTasks([wholeShard('0'), wholeShard('1')], ['Pets'], {
    ...OPTIONS,
    force: false,
    maxWriteUnits: 8,
    segments: 2,
  });
  // Each of two ranges has half of the units.
  expect(task!.maxWriteUnits).toBe(4);
  const rows = memoryRowStore(petsProjection);
  const slow: RowStore = { ...rows, write: async (...args) => ({ ...(await rows.write(...args)), writeUnits: 12 }) };
  const start = Date.now();
  const next = await rebuildStep({ ...context, readModels: [{ projection: petsProjection, rows: slow }] }, task!);
  expect(next.notBefore - start).toBeGreaterThanOrEqual(3_000);
  expect(next.totals).toMatchObject({ streams: 1, written: 1, writeUnits: 12 });
});

test('totals add up', () => {
  const once = added(noTotals(), { streams: 2, written: 1 });
  expect(added(once, { streams: 3 })).toMatchObject({ streams: 5, written: 1, stray: 0 });
});

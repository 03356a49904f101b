import { expect, test } from 'vitest';
import { Meter } from '../../src/dynamo/meter.ts';
import { memoryEventStore } from '../../src/eventStore/memoryEventStore.ts';
import { memoryRowStore } from '../../src/projections/memoryRowStore.ts';
import { petRow, petsProjection } from '../../src/projections/petRow.ts';
import type { Row } from '../../src/projections/projection.ts';
import { rebuildRows } from '../../src/projections/rebuildRows.ts';
import type { RowStore } from '../../src/projections/rowStore.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { sealed, updatesOf } from '../support/history.ts';

const history = updatesOf('rex', 3);
const rows = history.map((event) => petRow(event) as unknown as Row);
const OPTIONS = { reconcile: false, dryRun: false };

/** A rebuild of one pet with these events, in a table that `changed` makes a little different. */
async function rebuilt(events: number, changed: (store: ReturnType<typeof memoryRowStore>) => RowStore) {
  const catalog = memoryEventStore(petStream);
  for (const event of history.slice(0, events)) await catalog.append(sealed(event));
  const store = memoryRowStore(petsProjection);
  const context = {
    catalog,
    readModels: [{ projection: petsProjection, rows: changed(store) }],
    meter: new Meter(),
    report: () => {},
  };
  return { totals: rebuildRows(context, ['rex'], OPTIONS), store };
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
    write: async (refused) => ({ unwritten: new Set(refused), changed: 0, writeUnits: 0, fault }),
  }));
  await expect(totals).rejects.toBe(fault);
});

test('what is there is counted, and written once', async () => {
  const { totals, store } = await rebuilt(3, (store) => store);
  expect(await totals).toMatchObject({ streams: 1, events: 3, missing: 1, behind: 0, written: 1, unreadable: 0 });
  expect(await store.row('rex')).toEqual(rows[2]);
});

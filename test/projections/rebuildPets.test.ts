import { expect, test } from 'vitest';
import { Meter } from '../../src/dynamo/meter.ts';
import { wholeShard } from '../../src/eventStore/streamCatalog.ts';
import { petsProjection } from '../../src/projections/petRow.ts';
import { rebuildPets } from '../../src/projections/rebuildPets.ts';
import { rebuildTasks } from '../../src/projections/rebuildTask.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { sealed, updatesOf } from '../support/history.ts';
import { memoryEventStore } from '../support/memoryEventStore.ts';
import { memoryRowStore } from '../support/memoryRowStore.ts';

/** A rebuild of 3 pets, one a step, with so much time left after each step. */
async function call(leftMs: number) {
  const catalog = memoryEventStore(petStream);
  for (const petId of ['a', 'b', 'c']) await catalog.append(sealed(updatesOf(petId, 1)[0]!));
  const rows = memoryRowStore(petsProjection);
  const rebuild = rebuildPets({
    // A write unit a second affords one pet.
    catalog: { ...catalog, streams: (range) => catalog.streams(range, 1) },
    readModels: [{ projection: petsProjection, rows }],
    meter: new Meter(),
    report: () => {},
  });
  const [task] = rebuildTasks([wholeShard('0')], ['Pets'], {
    reconcile: false,
    dryRun: false,
    force: false,
    maxWriteUnits: null,
    segments: 1,
  });
  return { task: await rebuild(task!, { getRemainingTimeInMillis: () => leftMs }), rows: rows.stored.size };
}

test('a call does as many steps as it has the time for', async () => {
  expect(await call(60_000)).toMatchObject({ task: { done: true, totals: { streams: 3, written: 3 } }, rows: 3 });
});

test('a call begins no step that it may not end, and returns how far it came', async () => {
  expect(await call(20_000)).toMatchObject({ task: { done: false, totals: { streams: 1, written: 1 } }, rows: 1 });
});

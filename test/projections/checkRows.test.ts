import { beforeEach, describe, expect, test } from 'vitest';
import { Meter } from '../../src/dynamo/meter.ts';
import { wholeShard } from '../../src/eventStore/streamCatalog.ts';
import { checkRows, checkStream } from '../../src/projections/checkRows.ts';
import { petRow, petsProjection } from '../../src/projections/petRow.ts';
import type { Row } from '../../src/projections/projection.ts';
import type { Oddity } from '../../src/projections/rebuildContext.ts';
import { type RebuildOptions, rebuildTasks } from '../../src/projections/rebuildTask.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { sealed, updatesOf } from '../support/history.ts';
import { type MemoryEventStore, memoryEventStore } from '../support/memoryEventStore.ts';
import { memoryRowStore } from '../support/memoryRowStore.ts';

let catalog: MemoryEventStore<RecordedPetEvent>;
let store: ReturnType<typeof memoryRowStore>;
let reported: Oddity[];
const rowOf = (event: RecordedPetEvent) => petRow(event) as unknown as Row;
const history = updatesOf('rex', 3);
/** Another history of the same pet: the events that were lost. */
const lost = updatesOf('rex', 3);

beforeEach(() => {
  catalog = memoryEventStore(petStream);
  store = memoryRowStore(petsProjection);
  reported = [];
});
const append = async (...events: RecordedPetEvent[]) => {
  for (const event of events) await catalog.append(sealed(event));
};

async function check(options: Partial<RebuildOptions>, rows = store) {
  const context = {
    catalog,
    readModels: [{ projection: petsProjection, rows }],
    meter: new Meter(),
    report: (oddity: Oddity) => void reported.push(oddity),
  };
  const all = { reconcile: false, dryRun: false, force: false, maxWriteUnits: null, ...options };
  const task = rebuildTasks([wholeShard('0')], ['Pets'], { ...all, segments: 1 }).find(({ part }) => part === 'rows')!;
  return checkRows(context, task, 10);
}

test('a row whose event is there is none of its business', async () => {
  await append(...history.slice(0, 2));
  await store.write([rowOf(history[1]!)]);
  expect(await check({ force: true })).toMatchObject({ strays: [], totals: { stray: 0 } });
  expect(reported).toEqual([]);
});

test('of one pet, a row that is not what its event makes of it is made anew', async () => {
  await append(...history);
  const right = rowOf(history[2]!);
  await store.write([{ ...right, pet: '{}', added: true }]);
  const context = {
    catalog,
    readModels: [{ projection: petsProjection, rows: store }],
    meter: new Meter(),
    report: (oddity: Oddity) => void reported.push(oddity),
  };
  expect(await checkStream(context, 'rex', { dryRun: true, force: false })).toEqual({ strays: [], edited: 1 });
  expect(store.stored.get('rex')).not.toEqual(right);
  expect(await checkStream(context, 'rex', { dryRun: false, force: false })).toEqual({ strays: [], edited: 1 });
  expect(store.stored.get('rex')).toEqual(right);
  expect(await checkStream(context, 'rex', { dryRun: false, force: false })).toEqual({ strays: [], edited: 0 });
  expect(reported.map(({ message }) => message)).toEqual(Array(2).fill('the row is not what its event makes of it'));
});

describe.each([
  ['of an event that is gone', [] as RecordedPetEvent[], undefined],
  ['of another event than the one at its version', history.slice(0, 2), history[1]],
])('a row %s', (_, events, newest) => {
  const stray = rowOf(lost[1]!);
  beforeEach(async () => {
    await append(...events);
    await store.write([stray]);
  });

  test('is reported', async () => {
    expect(await check({})).toMatchObject({ strays: ['rex'], totals: { stray: 1 } });
    expect(reported).toMatchObject([{ streamId: 'rex', version: 2, eventId: stray.eventId }]);
    expect(await store.row('rex')).toEqual(stray);
  });
  test('stays in a dry run, even with force', async () => {
    expect((await check({ force: true, dryRun: true })).strays).toEqual(['rex']);
    expect(await store.row('rex')).toEqual(stray);
  });
  test('goes with force', async () => {
    expect((await check({ force: true })).strays).toEqual(['rex']);
    expect(await store.row('rex')).toEqual(newest && rowOf(newest));
  });
});

test('events that come while a stray row is replaced have their row: the stray one had kept it out', async () => {
  await append(history[0]!);
  await store.write([rowOf(lost[2]!)]);
  const racing: typeof store = {
    ...store,
    async replace(...args) {
      // A second event, whose row the projector could not write, as the stray one looked newer.
      await append(history[1]!);
      await store.write([rowOf(history[1]!)]);
      await store.replace(...args);
    },
  };
  await check({ force: true }, racing);
  expect(await store.row('rex')).toEqual(rowOf(history[1]!));
});

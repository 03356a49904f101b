import { beforeEach, expect, test } from 'vitest';
import { petRow, petsProjection } from '../../src/projections/petRow.ts';
import type { Row } from '../../src/projections/projection.ts';
import { verifyStream } from '../../src/projections/verifyStream.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { sealed, updatesOf } from '../support/history.ts';
import { type MemoryEventStore, memoryEventStore } from '../support/memoryEventStore.ts';
import { memoryRowStore } from '../support/memoryRowStore.ts';

const history = updatesOf('rex', 2);
const rows = history.map((event) => petRow(event) as unknown as Row);
let catalog: MemoryEventStore<RecordedPetEvent>;
let store: ReturnType<typeof memoryRowStore>;
beforeEach(async () => {
  catalog = memoryEventStore(petStream);
  for (const event of history) await catalog.append(sealed(event));
  store = memoryRowStore(petsProjection);
});

function verified(attempts = 1, readModelRows = store) {
  const verifiable = {
    kind: petStream,
    catalog,
    readModels: [{ projection: petsProjection, rows: readModelRows }],
  };
  return verifyStream(verifiable, 'rex', { attempts, pauseMs: 1 });
}
async function found(attempts = 1, readModelRows = store) {
  const { events, findings } = await verified(attempts, readModelRows);
  return { events, findings: findings.map(({ check, message }) => `${check}: ${message}`) };
}

test('events and their row', async () => {
  await store.write([rows[1]!]);
  expect(await found()).toEqual({ events: 2, findings: [] });
});

test('a row that differs in one field', async () => {
  const pet = String(rows[1]!.pet);
  const finding = { check: 'row', message: 'the row is not what the newest event makes of it' };
  await store.write([{ ...rows[1]!, pet: pet.replace('{', '{"color":"red",') }]);
  const differences = [{ pointer: '/pet/color', after: 'red' }];
  expect((await verified()).findings).toMatchObject([{ ...finding, differences }]);
  store.stored.set('rex', { ...rows[1]!, pet: pet.replace('{', '{ ') });
  expect((await verified()).findings).toMatchObject([{ ...finding, differences: [{ pointer: '/pet' }] }]);
});

test('a row that is not there, and one without events', async () => {
  expect((await found()).findings).toEqual(['row: there is no row']);
  catalog.stored.clear();
  await store.write([rows[1]!]);
  expect(await found()).toEqual({
    events: 0,
    findings: ['row: there is a row, and no event: all its events are missing'],
  });
});

test('a row that only trails its events is waited for', async () => {
  let reads = 0;
  const trailing: typeof store = {
    ...store,
    async row(streamId) {
      if (++reads === 3) await store.write([rows[1]!]);
      return store.row(streamId);
    },
  };
  expect((await found(2, trailing)).findings).toEqual(['row: there is no row']);
  expect((await found(2, trailing)).findings).toEqual([]);
});

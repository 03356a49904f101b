import { beforeAll, expect, test } from 'vitest';
import { petRow } from '../../src/projections/petRow.ts';
import { livePetsReader } from '../../src/queries/livePets.ts';
import { useEngine } from '../support/engine.ts';
import { historyOf } from '../support/history.ts';
import { putItems } from '../support/items.ts';

const engine = useEngine({ stream: false });
const START = 1_700_000_000_000;
const events = Array.from({ length: 30 }, (_, n) => {
  const attributes = { name: 'Fido', type: n % 3 ? 'cat' : 'dog' };
  return historyOf(`pet-${n}`, [{ type: 'CreatePet', attributes }], START + n)[0]!;
});
const newestFirst = events.map(({ streamId }) => streamId).reverse();
beforeAll(() => putItems(engine.client, 'Pets', events.map(petRow)));

async function list(range: { type?: string; after?: string }): Promise<string[]> {
  const petIds: string[] = [];
  for await (const { petId } of livePetsReader(engine.client, 'Pets')({ count: 2, ...range })) petIds.push(petId);
  return petIds;
}

test('all pets come once, newest first, over all shards', async () => {
  expect(await list({})).toEqual(newestFirst);
});

test('pets of one type', async () => {
  expect(await list({ type: 'dog' })).toEqual(newestFirst.filter((petId) => Number(petId.slice(4)) % 3 === 0));
  expect(await list({ type: 'do' })).toEqual([]);
});

test('a list goes on behind a pet, and does not have it again', async () => {
  expect(await list({ after: events[10]!.eventId })).toEqual(newestFirst.slice(-10));
});

import { beforeEach, expect, test } from 'vitest';
import { type PetRow, petRow } from '../../src/projections/petRow.ts';
import { showPet } from '../../src/queries/showPet.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import { historyOf, sealed } from '../support/history.ts';
import { memoryParts } from '../support/memoryParts.ts';

/** Created, updated, deleted, created again; the row trails by a version. */
const history = historyOf('rex', [
  { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
  { type: 'UpdatePet', patch: { color: 'red' } },
  { type: 'DeletePet' },
  { type: 'CreatePet', attributes: { name: 'Luna', type: 'cat' } },
  { type: 'UpdatePet', patch: { color: 'grey' } },
]);
let show: (query?: string) => Promise<ReturnType<typeof parsed>>;
beforeEach(async () => {
  const { store } = memoryParts();
  for (const event of history) await store.append(sealed(event));
  const handler = showPet({ store, rowOf: async () => petRow(history[3]!) });
  show = async (rawQueryString = '') =>
    parsed(await handler(gatewayEvent('GET /pets/{petId}', { pathParameters: { petId: 'rex' }, rawQueryString })));
});

test('the present is the row; a strong read is the newest event', async () => {
  const eventual = await show();
  expect([eventual.headers.etag, eventual.headers['cache-control']]).toEqual(['"4"', 'private, no-cache']);
  const strong = await show('consistency=strong');
  expect(strong).toMatchObject({ status: 200, headers: { etag: '"5"' }, body: { color: 'grey' } });
  expect(strong.headers['cache-control']).toBe('private, no-cache');
});

test.each(['{oops', 'null', '5', '[]'])('a row that holds %s is passed over for the newest event', async (pet) => {
  const { store } = memoryParts();
  for (const event of history) await store.append(sealed(event));
  const row = { ...petRow(history[3]!), pet } as PetRow;
  const reply = await showPet({ store, rowOf: async () => row })(
    gatewayEvent('GET /pets/{petId}', { pathParameters: { petId: 'rex' } }),
  );
  expect(parsed(reply)).toMatchObject({ status: 200, body: { color: 'grey', version: 5 } });
});

test('a version is kept by no cache: personal data may be erased from it', async () => {
  expect(await show('version=2')).toMatchObject({
    status: 200,
    headers: { etag: '"2"', 'cache-control': 'private, no-store' },
    body: { name: 'Rex', color: 'red', version: 2 },
  });
});

test('a version that has not come yet is not there; one that deleted the pet leads to the history', async () => {
  expect(await show('version=6')).toMatchObject({ status: 404, body: { type: '/problems/version-not-found' } });
  expect(await show('version=3')).toMatchObject({
    status: 410,
    headers: { link: '</pets/rex/history>; rel="history"' },
  });
});

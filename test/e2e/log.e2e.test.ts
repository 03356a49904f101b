import { expect, test } from 'vitest';
import { checkGrowth, checkReceipt, openCheckpoint, type Receipt } from '../../src/log/checkReceipt.ts';
import { leafHash } from '../../src/log/leafHash.ts';
import { tileWidth } from '../../src/log/tile.ts';
import { bodyOf, eventually, useApi } from '../support/service.ts';
import { tileIndexPath } from '../support/tileIndexPath.ts';

// A deployed log signs once a minute.
const PATIENCE_MS = process.env.PETS_API_URL ? 90_000 : 20_000;
const api = useApi();
const textOf = async (path: string) => (await api.request(path)).text();
const keys = async () => (await textOf('/log/key')).trim().split('\n');
const sizeOf = (note: string) => Number(note.split('\n')[1]);

async function receiptOf(petId: string, version: number): Promise<Receipt> {
  for (const start = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const response = await api.request(`/pets/${petId}/history/${version}/receipt`);
    if (response.status === 200) return bodyOf<Receipt>(response);
    expect([response.status, response.headers.get('retry-after')]).toEqual([404, '5']);
    expect(await bodyOf(response)).toMatchObject({ type: '/problems/receipt-not-ready' });
    if (Date.now() - start > PATIENCE_MS) throw new Error('the log does not take the event in');
  }
}

test('every event gets a receipt that holds without the service, and no other event can use it', async () => {
  const { petId } = await api.client.create({ name: 'Fido', type: 'dog' });
  await api.client.update(petId, { name: 'Rex' });
  const receipt = await receiptOf(petId, 2);
  const checked = checkReceipt(receipt, await keys());
  const { items } = await api.client.history(petId, { order: 'desc', limit: 1 });
  const { eventId, hash } = items[0]!;
  expect(checked).toMatchObject({ ok: true, index: receipt.index, leaf: { eventId, hash, petId, version: 2 } });
  expect(receipt.leaf).toBe(JSON.stringify({ eventId, hash, petId, version: 2 }));
  expect(await api.client.receipt(petId, 2)).toMatchObject({ leaf: receipt.leaf, index: receipt.index });
  expect(checkReceipt({ ...receipt, leaf: receipt.leaf.replace(hash, '0'.repeat(64)) }, await keys()).ok).toBe(false);

  expect((await api.request(`/pets/${petId}/history/3/receipt`)).status).toBe(404);
  expect((await api.request('/pets/never-there/history/1/receipt')).status).toBe(404);
  expect((await api.request(`/pets/${petId}/history/0/receipt`)).status).toBe(400);
});

test('checkpoints are consistent with each other, and tiles make them', async () => {
  const before = await textOf('/log/checkpoint');
  const { petId } = await api.client.create({ name: 'Misty', type: 'cat' });
  const receipt = await receiptOf(petId, 1);
  const after = await textOf('/log/checkpoint');
  expect(openCheckpoint(after, await keys()).ok).toBe(true);
  const [from, to] = [sizeOf(before), sizeOf(after)];
  const consistency = await bodyOf<{ proof: string[] }>(await api.request(`/log/consistency?from=${from}&to=${to}`));
  expect(checkGrowth(before, after, consistency.proof, await keys())).toMatchObject({ ok: true, size: to });

  const index = Math.floor(receipt.index / 256);
  const width = tileWidth(0, index, to);
  const part = width < 256 ? `.p/${width}` : '';
  const tile = await api.request(`/log/tile/0/${tileIndexPath(index)}${part}`);
  const hashes = Buffer.from(await tile.arrayBuffer());
  const place = (receipt.index % 256) * 32;
  expect(hashes.length).toBe(width * 32);
  expect(hashes.subarray(place, place + 32)).toEqual(leafHash(receipt.leaf));
  const bundle = await textOf(`/log/tile/entries/${tileIndexPath(index)}${part}`);
  expect(bundle).toContain(receipt.leaf);
  // An older client may ask for fewer of a tile's hashes.
  expect((await api.request(`/log/tile/0/${tileIndexPath(index)}.p/1`)).status).toBe(200);
});

test.each([
  ['/log/tile/0/x900/000', 404],
  ['/log/tile/0/900.p/1', 404],
  ['/log/tile/8/000', 400],
  ['/log/tile/0/0', 400],
  ['/log/tile/0/000.p/256', 400],
  ['/log/tile/0/000/', 400],
  ['/log/consistency', 200],
  ['/log/consistency?from=900000000', 404],
  ['/log/consistency?from=-1', 400],
  ['/log/consistency?from=1&to=0', 400],
  ['/log/consistency?from=1&to=1', 200],
  ['/log/consistency?from=900000000&to=1', 404],
  ['/events?after=-2', 400],
  ['/events?after=99999999', 400],
  ['/events?after=0&type=PetCreated', 400],
])('%s is %d', async (path, status) => {
  await eventually(async () => expect((await api.request('/log/checkpoint')).status).toBe(200));
  expect((await api.request(path)).status).toBe(status);
});

test('a follower gets every event once in the order of the log, and goes on from any index', async () => {
  const { petId } = await api.client.create({ name: 'Bello', type: 'dog' });
  await api.client.update(petId, { weightKg: 20 });
  const { index } = await receiptOf(petId, 2);
  const indexes: number[] = [];
  let own = 0;
  for await (const event of api.client.follow({ after: Math.max(-1, index - 5), pollMs: 50 })) {
    indexes.push(event.index);
    if (event.petId === petId && event.version === 2) own = event.index;
    if (event.index === index) break;
  }
  expect(own).toBe(index);
  expect(indexes).toEqual(Array.from(indexes, (_, place) => indexes[0]! + place));

  // What comes while it waits is given too, and an abort ends it.
  const stop = new AbortController();
  const later = api.client.follow({ after: index, pollMs: 50, signal: stop.signal });
  const next = later.next();
  await api.client.remove(petId);
  await eventually(async () => expect((await next).value).toMatchObject({ petId, index: expect.any(Number) }));
  stop.abort();
  expect(await later.next()).toEqual({ value: undefined, done: true });
});

import { readdirSync, readFileSync } from 'node:fs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { historyFaults, type StoredItem, sealOf } from './history.ts';

const folder = 'test/corpus/schemaVersion1';
const items: StoredItem[] = readdirSync(folder)
  .filter((file) => /^\d+-/.test(file))
  .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
  .map((file) => unmarshall(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))));
const petId = String(items[0]!.petId);

/** The corpus with one of its items changed, and sealed anew or not. */
const changed = (index: number, change: object, { seals = true } = {}) =>
  items.map((item, at) => {
    if (at !== index) return item;
    const other = { ...item, ...change };
    return seals ? { ...other, hash: sealOf(other) } : other;
  });

test('the stored items of the corpus are whole', () => {
  expect(items.length).toBeGreaterThanOrEqual(5);
  expect(historyFaults(petId, items)).toEqual([]);
});

test.each<[string, StoredItem[], string[]]>([
  [
    'an edit',
    changed(1, { occurredAt: '2020-01-01T00:00:00.000Z' }, { seals: false }),
    ['2 does not match its hash', '2 has another time than its id'],
  ],
  ['an edit that was sealed', changed(1, { schemaVersion: 1, extra: 1 }), ['3 does not name the hash before']],
  ['a gap', items.filter((_, at) => at !== 1), ['3 should have version 2', '3 does not name the hash before']],
  ['a swap', [items[1]!, items[0]!], ['2 should have version 1', '1 has an id that does not follow the one before']],
  ['another state', changed(1, { state: { name: 'X', type: 'y' } }), ['2 carries a state that is not the fold']],
  ['another shard', changed(1, { shard: 'x' }), ['2 is in another shard than the version before']],
])('%s is found', (_, tampered, faults) => {
  const found = historyFaults(petId, tampered);
  for (const fault of faults) expect(found).toContain(`${petId} ${fault}`);
});

import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { checkHistory, type Finding } from '../../src/eventStore/checkHistory.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { hashOf } from '../../src/eventStore/hashOf.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { historyOf } from '../support/history.ts';

const items = historyOf('rex', [
  { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } },
  { type: 'UpdatePet', patch: { color: 'red' } },
  { type: 'UpdatePet', patch: { color: 'brown' } },
]).map((event) => toItem(petStream, event));

/** What is found in a history, by check and version. */
function found(history: readonly JsonObject[]): string[] {
  const check = checkHistory(petStream, 'rex');
  const findings: Finding[] = history.flatMap((item) => check.next(structuredClone(item)));
  return findings.map(({ check, version }) => `${check} ${version}`);
}

/** The history with one item changed, and sealed and chained anew, as one who knows the hash would. */
function resealed(version: number, change: JsonObject): JsonObject[] {
  let previousHash: JsonObject[string] = null;
  return items.map((item) => {
    const changed = { ...item, previousHash, ...(item.version === version && change) };
    const attributes = Object.entries(changed).filter(([name, value]) => name !== 'hash' && value !== undefined);
    const unsealed: JsonObject = Object.fromEntries(attributes);
    previousHash = hashOf(unsealed);
    return { ...unsealed, hash: previousHash };
  });
}

test('a sound history has no findings', () => {
  expect(found(items)).toEqual([]);
  expect(found(resealed(0, {}))).toEqual([]);
});

test('an item that was changed, removed or added', () => {
  expect(found([items[0]!, { ...items[1]!, state: { name: 'Max', type: 'dog' } }, items[2]!])).toContain('hash 2');
  expect(found([items[0]!, items[2]!])).toEqual(['version 3']);
  expect(found([items[0]!, items[1]!, items[1]!, items[2]!])).toEqual(['version 2']);
});

test('an item that has no canonical JSON', () => {
  expect(found([{ ...items[0]!, data: { pet: { name: 'Rex', type: 'dog', weightKg: Number.NaN } } }])).toContain(
    'hash 1',
  );
});

const first = items[0]!;
test.each<[string, number, JsonObject, string]>([
  ['a link to another hash', 2, { previousHash: 'f'.repeat(64) }, 'chain 2'],
  ['a type that is not known', 2, { type: 'PetSneezed' }, 'decodable 2'],
  ['the id of the event before', 2, { eventId: first.eventId!, occurredAt: first.occurredAt! }, 'id 2'],
  ['an id before the one before', 3, { eventId: '0'.repeat(26), occurredAt: '1970-01-01T00:00:00.000Z' }, 'id 3'],
  ['an earlier time than the one in its id', 2, { occurredAt: '2020-01-01T00:00:00.000Z' }, 'id 2'],
  ['a later time than the one in its id', 2, { occurredAt: '2030-01-01T00:00:00.000Z' }, 'id 2'],
  ['a shard that was never in use', 2, { shard: '1' }, 'shard 2'],
  ['the beginning of a life that the index of lives lacks', 1, { lifeShard: undefined as never }, 'shard 1'],
  ['another event in the index of lives', 2, { lifeShard: '0' }, 'shard 2'],
  ['a state that its data does not lead to', 3, { state: { name: 'Rex', type: 'dog', color: 'blue' } }, 'fold 3'],
  ['an event that can not follow', 2, { type: 'PetCreated', data: { pet: { name: 'Rex', type: 'dog' } } }, 'fold 2'],
])('%s is found, sealed as it may be', (_, version, change, finding) => {
  expect(found(resealed(version, change))).toContain(finding);
});

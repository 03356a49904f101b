import { beforeEach, expect, test } from 'vitest';
import type { CheckpointArchive } from '../../src/log/checkpointArchive.ts';
import { openCheckpoint } from '../../src/log/checkReceipt.ts';
import { endOf } from '../../src/log/logStore.ts';
import { readLeaves, readTile } from '../../src/log/readTile.ts';
import { type Sequencer, sequence } from '../../src/log/sequence.ts';
import { treeProofs } from '../../src/log/treeProofs.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { historyOf, sealed, updatesOf } from '../support/history.ts';
import { memoryEventStore } from '../support/memoryEventStore.ts';
import { memoryLogStore } from '../support/memoryLogStore.ts';
import { naiveRoot } from './naiveTree.ts';
import { testKey } from './testKey.ts';

const ORIGIN = 'log.example/1';
const NOW = 1_700_000_100_000;
const MINUTE = 60_000;
const CREATION = [{ type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } }] as const;

let events = memoryEventStore(petStream);
let log = memoryLogStore();
let archived = new Map<number, string>();
let key = testKey(ORIGIN);
beforeEach(() => {
  events = memoryEventStore(petStream);
  log = memoryLogStore();
  archived = new Map();
  key = testKey(ORIGIN);
});

const archive: CheckpointArchive = {
  put: async (size, note) => void (archived.has(size) || archived.set(size, note)),
  async newestBeyond(size) {
    const largest = Math.max(-1, ...archived.keys());
    return largest > size ? { size: largest, note: archived.get(largest)! } : undefined;
  },
};
const sequencer = (): Sequencer => ({
  origin: ORIGIN,
  idAttribute: 'petId',
  events,
  log,
  signers: [key],
  archive,
});
const run = (more: { now?: number; lookBackMs?: number; hasTime?: () => boolean } = {}, of = sequencer()) =>
  sequence(of, { now: NOW, lookBackMs: 5 * MINUTE, hasTime: () => true, ...more });
const append = async (history: readonly RecordedPetEvent[]) => {
  for (const event of history) await events.append(sealed(event));
};
const remove = (petId: string, version: number) => events.stored.get(petId)!.delete(version);
const leaves = () => readLeaves(log, 0, Number.MAX_SAFE_INTEGER);

test('an empty log is signed once, so that there is a key and a checkpoint from the beginning', async () => {
  expect(await run()).toMatchObject({ size: 0, added: 0, signed: { size: 0 } });
  expect(await run()).toEqual({ size: 0, added: 0, heldBack: [] });
});

test('all events are taken in once, and what was signed is their tree', async () => {
  await append(updatesOf('a', 3));
  await append(updatesOf('b', 2));
  const { signed, ...outcome } = await run();
  expect(outcome).toEqual({ size: 5, added: 5, heldBack: [] });
  const texts = await leaves();
  const { eventId, hash } = (await events.at('a', 1))!;
  expect(texts).toContain(`{"eventId":"${eventId}","hash":"${hash}","petId":"a","version":1}`);
  expect(openCheckpoint(signed!.note, signed!.vkeys)).toEqual({
    ok: true,
    origin: ORIGIN,
    size: 5,
    root: naiveRoot(texts).toString('base64'),
  });
  expect(signed!.vkeys).toEqual([key.vkey]);
  expect(archived).toEqual(new Map([[5, signed!.note]]));
  expect(await run()).toEqual({ size: 5, added: 0, heldBack: [] });
});

test('many events make several batches, whose tiles and places are found', async () => {
  for (let n = 0; n < 60; n++) await append(updatesOf(`pet-${n}`, 40));
  expect(await run()).toMatchObject({ size: 2_400, added: 2_400, signed: { size: 2_400 } });
  expect(log.kept.batches.map((batch) => [batch.start, endOf(batch)])).toEqual([
    [0, 1_000],
    [1_000, 2_000],
    [2_000, 2_400],
  ]);
  const proofs = treeProofs(2_400, (tile) => readTile(log, tile));
  expect(await proofs.root(2_400)).toEqual(naiveRoot(await leaves()));
  expect(log.kept.places.size).toBe(2_400);
});

test('without time for more, a run signs what it took, and the next one goes on', async () => {
  for (let n = 0; n < 30; n++) await append(updatesOf(`pet-${n}`, 40));
  const untilBatch = (count: number) => ({ hasTime: () => log.kept.batches.length < count });
  expect(await run(untilBatch(1))).toMatchObject({ size: 1_000, signed: { size: 1_000 } });
  expect(await run(untilBatch(2))).toMatchObject({ size: 1_200, added: 200 });
});

test('an event that appears late is met by a look back, and one before it is fetched with what follows', async () => {
  await append(historyOf('a', CREATION, NOW));
  await run();
  await append(historyOf('late', CREATION, NOW - 60 * MINUTE));
  expect(await run()).toMatchObject({ added: 0 });
  expect(await run({ lookBackMs: 180 * MINUTE })).toMatchObject({ added: 1 });

  const later = historyOf('older', CREATION, NOW - 600 * MINUTE);
  await append(later);
  expect(await run()).toMatchObject({ added: 0 });
  const { recordEvent } = await import('../../src/eventStore/recordEvent.ts');
  const { METADATA } = await import('../support/history.ts');
  const next = { type: 'PetUpdated', data: { changes: { name: 'Rex' } } } as const;
  await append([recordEvent(petStream, 'older', later[0], next, METADATA, NOW).event]);
  expect(await run()).toMatchObject({ added: 2 });
  expect((await leaves()).map((leaf) => JSON.parse(leaf).version)).toEqual([1, 1, 1, 2]);
});

test('an event whose predecessor is missing is held back with its pet, and no other', async () => {
  await append(updatesOf('a', 3));
  await append(updatesOf('b', 1));
  remove('a', 2);
  expect(await run()).toMatchObject({ added: 2, heldBack: [{ streamId: 'a', version: 3 }] });
  expect((await leaves()).map((leaf) => JSON.parse(leaf).petId).sort()).toEqual(['a', 'b']);
});

test('what a run left undone is finished by the next', async () => {
  await append(updatesOf('a', 3));
  const fails = async () => {
    throw new Error('crashed');
  };
  await expect(run({}, { ...sequencer(), log: { ...log, addPlaces: fails } })).rejects.toThrow('crashed');
  expect([log.kept.batches.length, log.kept.places.size, log.kept.checkpoints.length]).toEqual([1, 0, 0]);
  await expect(run({}, { ...sequencer(), log: { ...log, addCheckpoint: fails } })).rejects.toThrow('crashed');
  expect([log.kept.places.size, archived.size, log.kept.checkpoints.length]).toEqual([3, 1, 0]);
  expect(await run()).toMatchObject({ size: 3, added: 0, signed: { size: 3, note: archived.get(3) } });
});

test('a new key signs first, and the old one beside it for as long as it is there', async () => {
  await append(updatesOf('a', 1));
  await run();
  await append(updatesOf('b', 1));
  const newKey = testKey(ORIGIN);
  const { signed } = await run({}, { ...sequencer(), signers: [newKey, key] });
  expect(signed!.vkeys).toEqual([newKey.vkey, key.vkey]);
  for (const { vkey } of [key, newKey]) expect(openCheckpoint(signed!.note, [vkey]).ok).toBe(true);
});

test('events that the log has and the table has not any more: nothing is added or signed', async () => {
  await append(updatesOf('a', 3));
  await run();
  remove('a', 3);
  await append(updatesOf('b', 1));
  const refused = 'the event of petId a, version 3, is not the one that the log has';
  expect(await run()).toEqual({ size: 3, added: 0, heldBack: [], refused });
  // Another history grows over the gap.
  await append(updatesOf('a', 4).slice(2));
  expect(await run()).toEqual({ size: 3, added: 0, heldBack: [], refused });
});

test('so are events that are not the last, up to a hundred before the end, and all are read strongly consistent', async () => {
  await append(updatesOf('a', 60));
  await append(updatesOf('b', 30));
  await run();
  remove('a', 2);
  await append(updatesOf('c', 1));
  const asked: (boolean | undefined)[] = [];
  const heads: typeof events.heads = (places, consistent) => {
    asked.push(consistent);
    return events.heads(places, consistent);
  };
  const outcome = await run({}, { ...sequencer(), events: { ...events, heads } });
  expect(outcome).toMatchObject({
    size: 90,
    refused: 'the event of petId a, version 2, is not the one that the log has',
  });
  expect(new Set(asked)).toEqual(new Set([true]));
});

test('events that the feed passed over are read strongly consistent, and go in by their versions', async () => {
  await append(updatesOf('a', 4));
  const asked: (boolean | undefined)[] = [];
  const heads: typeof events.heads = (places, consistent) => {
    asked.push(consistent);
    return events.heads(places.toReversed(), consistent);
  };
  const feedHeads: typeof events.feedHeads = async function* (range) {
    for await (const head of events.feedHeads(range)) if (head.version === 1 || head.version === 4) yield head;
  };
  const outcome = await run({}, { ...sequencer(), events: { ...events, heads, feedHeads } });
  expect(outcome).toMatchObject({ size: 4, added: 4 });
  expect((await leaves()).map((text) => JSON.parse(text).version)).toEqual([1, 2, 3, 4]);
  expect(new Set(asked)).toEqual(new Set([true]));
});

test('an old event that became another one is noticed where it is read again', async () => {
  await append(updatesOf('a', 150));
  await run();
  const [first] = updatesOf('a', 1);
  events.stored.get('a')!.set(1, sealed(first!).item);
  const refused = 'the event of petId a, version 1, is not the one that the log has';
  expect(await run()).toEqual({ size: 150, added: 0, heldBack: [], refused });
});

test('a log that lost its end, or was written anew, is not signed again', async () => {
  await append(updatesOf('a', 3));
  await run();
  const [batches, checkpoints] = [[...log.kept.batches], [...log.kept.checkpoints]];
  await append(updatesOf('b', 2));
  await run();
  // The log's table as it was before; the archive is out of reach.
  log = memoryLogStore();
  log.kept.batches.push(...batches);
  log.kept.checkpoints.push(...checkpoints);
  events.stored.delete('b');
  const cut = 'a checkpoint of 5 leaves was signed, and the log has 3';
  await append(updatesOf('c', 1));
  expect(await run()).toMatchObject({ added: 0, refused: cut });

  log = memoryLogStore();
  await append(updatesOf('d', 4));
  expect(await run()).toMatchObject({ refused: expect.stringContaining('5 leaves') });
  // It has as many leaves as were signed, or more, and they are others.
  log = memoryLogStore();
  const without = { ...sequencer() };
  delete without.archive;
  await run({}, without);
  log.kept.checkpoints.length = 0;
  expect(await run()).toMatchObject({ refused: 'the log is not the one whose 5 leaves were signed' });
  expect(log.kept.checkpoints).toEqual([]);
});

test('a clock that is an hour ahead hides nothing from the runs after it', async () => {
  await append(historyOf('a', CREATION, NOW));
  await run({ now: NOW + 60 * MINUTE });
  await append(historyOf('ahead', CREATION, NOW + 55 * MINUTE));
  await run({ now: NOW + 60 * MINUTE });
  await append(historyOf('b', CREATION, NOW + MINUTE));
  expect(await run({ now: NOW + MINUTE })).toMatchObject({ added: 1 });
});

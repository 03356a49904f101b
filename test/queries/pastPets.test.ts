import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PetCommand } from '../../src/domain/decide.ts';
import type { Pet } from '../../src/domain/pet.ts';
import { fold, type PetEvent } from '../../src/domain/petEvents.ts';
import type { EventStore } from '../../src/eventStore/eventStore.ts';
import { pastPetsReader } from '../../src/queries/pastPets.ts';
import type { PetFilters } from '../../src/queries/petFilters.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { eventsOf, sealed, type TimedCommand, updatesOf } from '../support/history.ts';
import { memoryEventStore } from '../support/memoryEventStore.ts';

const START = 1_700_000_000_000;
const RUNS = Number(process.env.RUNS ?? 300);
const TIMES = 20;

const commands = fc.array(
  fc.record({
    pet: fc.nat(3),
    what: fc.constantFrom<PetCommand>(
      { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog', status: 'available' } },
      { type: 'UpdatePet', patch: { status: 'adopted' } },
      { type: 'UpdatePet', patch: { name: 'Rex', type: 'cat' } },
      { type: 'UpdatePet', patch: { status: null } },
      { type: 'DeletePet' },
    ),
    // Two commands may have the same time: the later one of a pet is then recorded a millisecond later.
    pause: fc.nat(3),
  }),
  { maxLength: 30 },
);
const filters = fc.record(
  {
    type: fc.constantFrom('dog', 'cat'),
    status: fc.constantFrom('available', 'adopted'),
    name: fc.constantFrom('f', 'rEX'),
  },
  { requiredKeys: [] },
);

async function storeOf(histories: readonly RecordedPetEvent[][]) {
  const store = memoryEventStore(petStream);
  for (const event of histories.flat()) await store.append(sealed(event));
  return store;
}

/** All pages of the list at a time. */
async function list(
  store: ReturnType<typeof memoryEventStore<RecordedPetEvent>>,
  at: number,
  asked: PetFilters = {},
  limit = 100,
) {
  const read = pastPetsReader(store, store);
  const pets: Pet[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await read({ at, filters: asked, after, limit, fits: () => true });
    pets.push(...page.pets.map(({ pet }) => pet));
    after = page.upTo;
  }
  return pets;
}

/** The pets that live after all events up to a time, folded one by one; newest first. */
function folded(histories: readonly RecordedPetEvent[][], at: number, { type, status, name = '' }: PetFilters) {
  return histories
    .map((history) => history.filter(({ occurredAt }) => Date.parse(occurredAt) <= at))
    .flatMap((events) => {
      const state = fold(events as PetEvent[]);
      const newest = events.at(-1);
      return state && newest
        ? [
            {
              ...state,
              petId: newest.streamId,
              version: newest.version,
              created: events.findLast((event) => event.type === 'PetCreated')!,
            },
          ]
        : [];
    })
    .filter((pet) => (type ?? pet.type) === pet.type && (status ?? pet.status) === pet.status)
    .filter((pet) => pet.name.toLowerCase().startsWith(name.toLowerCase()))
    .sort((a, b) => (a.created.eventId > b.created.eventId ? -1 : 1))
    .map(({ created: _, ...pet }) => pet);
}

describe('the list of the past', () => {
  test(`is the fold of the feed up to then: ${RUNS} histories, ${TIMES} times each`, { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        commands,
        fc.array(fc.tuple(fc.integer({ min: -1, max: 70 }), filters), { minLength: TIMES, maxLength: TIMES }),
        fc.integer({ min: 1, max: 4 }),
        async (issued, asked, limit) => {
          let now = START;
          const ofPets: TimedCommand[][] = [[], [], [], []];
          for (const { pet, what, pause } of issued) {
            now += pause;
            ofPets[pet]!.push({ command: what, now });
          }
          const histories = ofPets.map((timed, index) => eventsOf(`pet-${index}`, timed));
          const store = await storeOf(histories);
          for (const [time, one] of asked) {
            const at = START + time;
            const pets = await list(store, at, one, limit);
            expect(pets.map(({ createdAt: _, updatedAt: __, ...pet }) => pet)).toEqual(folded(histories, at, one));
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('stays the same while others write', async () => {
    const histories = Array.from({ length: 9 }, (_, n) => updatesOf(`pet-${n}`, 3));
    const at = Date.parse(histories[0]![2]!.occurredAt);
    const store = await storeOf(histories);
    const before = await list(store, at, {}, 2);
    const read = pastPetsReader(store, store);
    const during: unknown[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = await read({ at, filters: {}, after, limit: 2, fits: () => true });
      during.push(...page.pets.map(({ pet }) => pet));
      after = page.upTo;
      for (const petId of ['pet-8', 'pet-0', `new-${during.length}`]) {
        const newest = await store.newest(petId);
        const command: PetCommand = newest
          ? { type: 'DeletePet' }
          : { type: 'CreatePet', attributes: { name: 'a', type: 'b' } };
        const previous = histories.find(([first]) => first!.streamId === petId) ?? [];
        if (newest && newest.version > 3) continue;
        const [event] = eventsAfter(petId, previous, command, at + 1_000);
        await store.append(sealed(event!));
      }
    }
    expect(during).toEqual(before);
    expect(during).toHaveLength(9);
  });

  const counting = (store: EventStore<RecordedPetEvent>) => {
    let reads = 0;
    const once = <F extends 'read' | 'asOf'>(name: F) =>
      ((...args: unknown[]) => {
        reads++;
        return (store[name] as (...all: unknown[]) => unknown)(...args);
      }) as unknown as EventStore<RecordedPetEvent>[F];
    const counted = { ...store, read: once('read'), asOf: once('asOf') };
    return { store: counted, reads: () => reads };
  };

  test.each([
    [5, 25],
    [200, 25 * Math.ceil(Math.log2(200))],
  ])('a page of 25 pets of %i versions takes at most %i reads beyond one a pet', async (versions, most) => {
    const histories = Array.from({ length: 25 }, (_, n) => updatesOf(`pet-${n}`, versions));
    const lives = await storeOf(histories);
    for (const part of [0, 0.25, 0.5, 0.75, 1]) {
      const event = histories[0]![Math.round((versions - 1) * part)]!;
      const { store, reads } = counting(lives);
      const page = await pastPetsReader(
        store,
        lives,
      )({ at: Date.parse(event.occurredAt), filters: {}, limit: 25, fits: () => true });
      expect(page.pets.map(({ pet }) => pet.version)).toEqual(Array(25).fill(event.version));
      expect(reads() - 25).toBeLessThanOrEqual(most);
    }
  });

  test('of pets that are all deleted, a page looks at so many lives and goes on', async () => {
    const gone = Array.from({ length: 201 }, (_, n) =>
      eventsOf(`pet-${n}`, [
        { command: { type: 'CreatePet', attributes: { name: 'a', type: 'b' } }, now: START + n },
        ...(n === 0 ? [] : [{ command: { type: 'DeletePet' }, now: START + 1_000 } as TimedCommand]),
      ]),
    );
    const store = await storeOf(gone);
    const read = pastPetsReader(store, store);
    const query = { at: START + 2_000, filters: {}, limit: 25, fits: () => true };
    const first = await read(query);
    expect([first.pets, first.partial]).toEqual([[], true]);
    const second = await read({ ...query, after: first.upTo! });
    expect(second).toMatchObject({ pets: [{ pet: { petId: 'pet-0' } }], upTo: null, partial: false });
  });
});

/** The event of one more command. */
function eventsAfter(petId: string, before: readonly RecordedPetEvent[], command: PetCommand, now: number) {
  const commands = before.map(({ occurredAt, type, data }): TimedCommand => {
    const issued =
      type === 'PetCreated'
        ? { type: 'CreatePet', attributes: data.pet }
        : { type: 'UpdatePet', patch: (data as { changes: object }).changes };
    return { command: issued as PetCommand, now: Date.parse(occurredAt) };
  });
  return eventsOf(petId, [...commands, { command, now }]).slice(before.length);
}

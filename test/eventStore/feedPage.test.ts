import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, petStateAfter } from '../../src/domain/decide.ts';
import { mergedShards } from '../../src/dynamo/mergedShards.ts';
import { shardNames, shardOf } from '../../src/dynamo/shardOf.ts';
import { type FeedQuery, feedPage, SETTLING_MS } from '../../src/eventStore/feedPage.ts';
import { idsFrom } from '../../src/eventStore/nextEventId.ts';
import { recordEvent } from '../../src/eventStore/recordEvent.ts';
import { type PetEventFeed, petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { eventsOf, METADATA } from '../support/history.ts';

// A model of writers and a reader whose clocks disagree, in a time of its own. A writer reads the newest event, makes
// the next one with the time of its clock, and its write takes a while; the index shows it another while later. The
// reader follows the real feed over what the index shows by then.

const SHARDS = 8;
const START = Date.UTC(2026, 0, 1);

interface Write {
  at: number;
  pet: number;
  /** How far the writer's clock is ahead; below 0 it is behind. */
  clock: number;
  appendMs: number;
  indexMs: number;
}
interface Poll {
  at: number;
  limit: number;
  /** How far the reader's clock is ahead. */
  clock: number;
}

/** What the writers wrote, and what the reader got, in the order it came. */
async function simulate(writes: readonly Write[], polls: readonly Poll[]) {
  const table = new Map<string, RecordedPetEvent[]>();
  const index: RecordedPetEvent[] = [];
  const read: RecordedPetEvent[] = [];
  let position = idsFrom(0);

  const actions: { at: number; run: () => void | Promise<void> }[] = [];
  const schedule = (at: number, run: () => void | Promise<void>) => {
    const place = actions.findIndex((action) => action.at > at);
    actions.splice(place < 0 ? actions.length : place, 0, { at, run });
  };
  const write = (now: number, { pet, clock, appendMs, indexMs }: Write) => {
    const petId = `pet-${pet}`;
    const history = table.get(petId) ?? [];
    table.set(petId, history);
    const state = petStateAfter(history.at(-1));
    const decision = decide(
      state.status === 'live'
        ? { type: 'UpdatePet', patch: { at: now + clock } }
        : { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } },
      state,
    );
    if (!decision.accepted || !decision.event) return;
    const { event } = recordEvent(petStream, petId, history.at(-1), decision.event, METADATA, START + now + clock);
    schedule(now + appendMs, () => {
      // Another writer came first: this one decides again.
      if (history.length >= event.version) return write(now + appendMs, { at: 0, pet, clock, appendMs, indexMs });
      history.push(event);
      schedule(now + appendMs + indexMs, () => {
        index.push(event);
      });
    });
  };
  const poll = async (now: number, { limit, clock }: Omit<Poll, 'at'>) => {
    const query = { above: position, limit, accepts: () => true, fits: () => true, selective: false };
    const page = await feedPage(feedOver(index), query, START + now + clock);
    read.push(...page.events);
    position = page.position;
    return page;
  };

  for (const one of writes) schedule(one.at, () => write(one.at, one));
  for (const one of polls) schedule(one.at, async () => void (await poll(one.at, one)));
  let last = 0;
  for (let action = actions.shift(); action; action = actions.shift()) {
    last = action.at;
    await action.run();
  }
  while (!(await poll(last + 3_600_000, { limit: 100, clock: 0 })).caughtUp);
  return { written: [...table.values()].flat().sort((a, b) => (a.eventId < b.eventId ? -1 : 1)), read };
}

/** The feed of a store, over what its index shows now. */
function feedOver(index: readonly RecordedPetEvent[]): PetEventFeed {
  const feed: PetEventFeed['feed'] = ({ above, below, count }) =>
    mergedShards(
      shardNames(SHARDS).map((shard) => {
        const ids = index
          .filter(
            ({ streamId: petId, eventId }) => shardOf(petId, SHARDS) === shard && eventId > above && eventId < below,
          )
          .sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
        return {
          next: async (limit) => {
            const items = ids.splice(0, limit);
            return { items, ended: ids.length === 0 };
          },
        };
      }),
      count,
      (a, b) => a.eventId < b.eventId,
    );
  return { feed, feedHeads: feed };
}

describe('the feed', () => {
  // Added up, less than the delay.
  const [APPEND, INDEX, BEHIND, READER_AHEAD] = [3_600, 600, 400, 399];
  const write = fc.record({
    at: fc.nat(20_000),
    pet: fc.nat(6),
    clock: fc.integer({ min: -BEHIND, max: 8_000 }),
    appendMs: fc.oneof(fc.nat(20), fc.nat(APPEND)),
    indexMs: fc.nat(INDEX),
  });
  const poll = fc.record({
    at: fc.nat(40_000),
    limit: fc.integer({ min: 1, max: 20 }),
    clock: fc.integer({ min: -60_000, max: READER_AHEAD }),
  });

  test('skips nothing and repeats nothing while writers with skewed clocks write', async () => {
    expect(APPEND + INDEX + BEHIND + READER_AHEAD).toBeLessThan(SETTLING_MS);
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { minLength: 1, maxLength: 60 }),
        fc.array(poll, { maxLength: 40 }),
        async (writes, polls) => {
          const { written, read } = await simulate(writes, polls);
          expect(read.map(({ eventId }) => eventId)).toEqual(written.map(({ eventId }) => eventId));
          expect(written.length).toBeGreaterThanOrEqual(1);
        },
      ),
      { numRuns: 300 },
    );
  });

  const quick = { appendMs: 5, indexMs: 5 };
  const pollEvery = Array.from({ length: 40 }, (_, n) => ({ at: n * 500, limit: 100, clock: 0 }));

  test('a writer whose clock is ahead by an hour delays its own events, and no other', async () => {
    const writes = [
      { at: 0, pet: 1, clock: 3_600_000, ...quick },
      { at: 100, pet: 2, clock: 0, ...quick },
    ];
    const { written, read } = await simulate(writes, pollEvery);
    expect(read).toEqual(written);
    expect(read.map(({ streamId: petId }) => petId)).toEqual(['pet-2', 'pet-1']);
  });

  test('not promised: the event of a clock that is behind by more than the delay can be passed by', async () => {
    const writes = [
      { at: 0, pet: 1, clock: 0, ...quick },
      { at: 9_000, pet: 2, clock: -2 * SETTLING_MS, ...quick },
      { at: 9_500, pet: 2, clock: 0, ...quick },
    ];
    const { written, read } = await simulate(writes, pollEvery);
    // The reader can tell: the pet's versions have a gap.
    expect(read.map(({ streamId: petId, version }) => [petId, version])).toEqual([
      ['pet-1', 1],
      ['pet-2', 2],
    ]);
    expect(written).toHaveLength(3);
  });

  test('promised even so: a pet with a later event pulls the clock that is behind along', async () => {
    const writes = [
      { at: 0, pet: 1, clock: 0, ...quick },
      { at: 50, pet: 1, clock: -2 * SETTLING_MS, ...quick },
    ];
    const { written, read } = await simulate(writes, pollEvery);
    expect(read).toEqual(written);
    expect(read).toHaveLength(2);
  });
});

describe('a page', () => {
  const events = Array.from({ length: 1_500 }, (_, n) =>
    eventsOf(`pet-${n}`, [
      { command: { type: 'CreatePet', attributes: { name: 'Fido', type: 'dog' } }, now: START + n * 10 },
    ]),
  ).flat();
  const page = (query: Partial<FeedQuery<RecordedPetEvent>>, now = START + 3_600_000) => {
    const all = { above: idsFrom(0), limit: 10, accepts: () => true, fits: () => true, selective: false };
    return feedPage(feedOver(events), { ...all, ...query }, now);
  };

  test('ends before an event that has no room, and the next one begins with it', async () => {
    let room = 3;
    const { events: shown, position, caughtUp } = await page({ fits: () => room-- > 0 });
    expect(shown).toEqual(events.slice(0, 3));
    expect(caughtUp).toBe(false);
    expect((await page({ above: position })).events[0]).toEqual(events[3]);
  });

  test('looks at a thousand events at most', async () => {
    let seen = 0;
    const accepts = () => ++seen < 0;
    const first = await page({ accepts, selective: true });
    expect([first.events.length, seen, first.caughtUp]).toEqual([0, 1_000, false]);
    const second = await page({ above: first.position, accepts, selective: true });
    expect([seen, second.caughtUp]).toEqual([1_500, true]);
  });

  test('holds events that are five seconds old, and finishes a list whose end is as old', async () => {
    const last = START + 20 * 10;
    const settled = await page({ limit: 100 }, last + 5_001);
    expect(settled.events).toEqual(events.slice(0, 21));
    expect([settled.caughtUp, settled.finished]).toEqual([true, false]);
    expect((await page({ limit: 100, to: last }, last + 4_999)).finished).toBe(false);
    expect((await page({ limit: 100, to: last }, last + 5_000)).finished).toBe(true);
  });
});

import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test, vi } from 'vitest';
import { dynamoEventFeed } from '../../src/eventStore/dynamoEventFeed.ts';
import { dynamoEventStore } from '../../src/eventStore/dynamoEventStore.ts';
import { dynamoPersonalStore } from '../../src/eventStore/dynamoPersonalStore.ts';
import { dynamoStreamCatalog } from '../../src/eventStore/dynamoStreamCatalog.ts';
import type { EventFeed } from '../../src/eventStore/eventFeed.ts';
import type { EventStore } from '../../src/eventStore/eventStore.ts';
import { idsFrom } from '../../src/eventStore/nextEventId.ts';
import type { PersonalStore } from '../../src/eventStore/personalStore.ts';
import type { StreamCatalog, StreamRange } from '../../src/eventStore/streamCatalog.ts';
import { Unavailable } from '../../src/faults/unavailable.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { historyOf, sealed, updatesOf } from '../support/history.ts';
import { putEvents } from '../support/items.ts';
import { companionKey, memoryEventStore } from '../support/memoryEventStore.ts';

type Store = EventStore<RecordedPetEvent> &
  EventFeed<RecordedPetEvent> &
  StreamCatalog<RecordedPetEvent> &
  PersonalStore;

const engine = useEngine();
const onDynamo = (shards = 1): Store => ({
  ...dynamoEventStore(engine.client, 'Events', petStream, shards),
  ...dynamoEventFeed(engine.client, 'Events', petStream, shards),
  ...dynamoStreamCatalog(engine.client, 'Events', petStream, { shards }),
  ...dynamoPersonalStore(engine.client, 'Events', petStream),
});
const memory = memoryEventStore(petStream);

type CompanionOf = (key: string) => Promise<unknown>;
const companionOnDynamo: CompanionOf = async (key) =>
  (await engine.client.send(new GetCommand({ TableName: 'Idempotency', Key: { key } }))).Item;

/** The stores, and how a companion of theirs is looked up. */
const stores: [string, () => Store, CompanionOf][] = [
  ['on DynamoDB', onDynamo, companionOnDynamo],
  ['on DynamoDB, in three shards', () => onDynamo(3), companionOnDynamo],
  ['in memory', () => memory, async (key) => memory.companions.get(companionKey('Idempotency', { key }))],
];

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

describe.each(stores)('an event store %s', (_, store, companionOf) => {
  const seal = (event: RecordedPetEvent) => sealed(event, store().shards);
  const stored = async (count: number, petId: string = randomUUID()): Promise<RecordedPetEvent[]> => {
    const events = updatesOf(petId, count);
    for (const event of events) await store().append(seal(event));
    return events;
  };

  describe('append', () => {
    test('what is appended is read back unchanged, in order', async () => {
      const petId = randomUUID();
      const events = historyOf(petId, [
        {
          type: 'CreatePet',
          attributes: { name: 'Rex', type: 'dog', list: [1.5, null, { deep: ['🐕', -0.1, 1e-7] }], empty: '' },
        },
        { type: 'UpdatePet', patch: { breed: 'Pug' } },
        { type: 'DeletePet' },
      ]);
      for (const event of events) expect(await store().append(seal(event))).toBe('appended');
      expect(await collect(store().read(petId))).toEqual(events);
      expect(await store().newest(petId)).toEqual(events[2]);
      expect(await collect(store().items(petId))).toEqual(events.map((event) => seal(event).item));
    });

    test('a version that another event holds is a conflict, and stays as it was', async () => {
      const petId = randomUUID();
      const [mine] = updatesOf(petId, 1);
      const [theirs] = updatesOf(petId, 1);
      expect(await store().append(seal(theirs!))).toBe('appended');
      expect(await store().append(seal(mine!))).toBe('version-conflict');
      expect(await collect(store().read(petId))).toEqual([theirs]);
    });

    test('its own event, met again after a lost reply, is success', async () => {
      const petId = randomUUID();
      const [first, second] = await stored(2, petId);
      expect(await store().append(seal(first!))).toBe('appended');
      expect(await collect(store().read(petId))).toEqual([first, second]);
    });

    test('a companion is inserted with its event, or neither is', async () => {
      const petId = randomUUID();
      const [first, second] = updatesOf(petId, 2);
      const companion = { table: 'Idempotency', key: { key: petId }, attributes: { request: 'r', version: 1 } };
      expect(await store().append(seal(first!), companion)).toBe('appended');
      expect(await companionOf(petId)).toEqual({ key: petId, request: 'r', version: 1 });
      // Met again, the event counts as appended, whatever came with it.
      expect(await store().append(seal(first!), companion)).toBe('appended');
      expect(await store().append(seal(second!), companion)).toBe('companion-exists');
      expect(await store().newest(petId)).toEqual(first);
      const other = { ...companion, key: { key: `${petId}-2` } };
      const [rival] = updatesOf(petId, 1);
      expect(await store().append(seal(rival!), other)).toBe('version-conflict');
      expect(await companionOf(`${petId}-2`)).toBeUndefined();
    });
  });

  test('a stream without events has nothing', async () => {
    expect(await store().newest('nobody')).toBeUndefined();
    expect(await store().at('nobody', 1)).toBeUndefined();
    expect(await store().asOf('nobody', 7)).toBeUndefined();
    expect(await collect(store().read('nobody'))).toEqual([]);
    expect(await store().newestReadable('nobody')).toEqual({ unreadable: [] });
  });

  test('an event is found by its version, or as of one', async () => {
    const events = await stored(5);
    const { streamId } = events[0]!;
    for (const event of events) expect(await store().at(streamId, event.version)).toEqual(event);
    expect(await store().at(streamId, 6)).toBeUndefined();
    expect(await store().asOf(streamId, 3)).toEqual(events[2]);
    expect(await store().asOf(streamId, 99)).toEqual(events[4]);
  });

  test('a part of a stream is read in either order', async () => {
    const events = await stored(6);
    const versions = async (range?: Parameters<Store['read']>[1]) =>
      (await collect(store().read(events[0]!.streamId, range))).map(({ version }) => version);
    expect(await versions({ from: 2, to: 4 })).toEqual([2, 3, 4]);
    expect(await versions({ order: 'desc', limit: 2 })).toEqual([6, 5]);
    expect(await versions({ to: 3, order: 'desc' })).toEqual([3, 2, 1]);
    expect(await versions({ from: 5, to: 2 })).toEqual([]);
  });

  test('the feed has all streams in the order of the ids, strictly between its bounds', async () => {
    const histories = await Promise.all(Array.from({ length: 12 }, () => stored(3)));
    const events = histories.flat().sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
    const own = new Set(events.map(({ eventId }) => eventId));
    const ownOf = <T extends { eventId: string }>(read: T[]) => read.filter(({ eventId }) => own.has(eventId));
    const feed = async (above: string, below: string) => ownOf(await collect(store().feed({ above, below, count: 2 })));
    expect(await feed(idsFrom(0), '~')).toEqual(events);
    const [above, below] = [events[3]!.eventId, events[9]!.eventId];
    expect(await feed(above, below)).toEqual(events.slice(4, 9));
    expect(ownOf(await collect(store().feedHeads({ above, below, count: 2 })))).toEqual(
      events.slice(4, 9).map(({ streamId, version, eventId, hash }) => ({ streamId, version, eventId, hash })),
    );
  });

  test('a personal value is removed from one event, and nothing else is; what is gone is left alone', async () => {
    const petId = randomUUID();
    const events = historyOf(petId, [
      { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', notes: 'shy', ownerId: 'ann' } },
      { type: 'UpdatePet', patch: { color: 'red' } },
      { type: 'UpdatePet', patch: { notes: null, ownerId: null } },
      { type: 'UpdatePet', patch: { color: 'brown' } },
    ]);
    for (const event of events) await store().append(seal(event));
    const [first, second, third, fourth] = events.map((event) => seal(event).item);
    expect(await collect(store().itemsBelow(petId, 4))).toEqual([third, second, first]);
    expect(await collect(store().itemsBelow(petId, 1))).toEqual([]);

    const { c } = events[0]!.commitments!.notes!;
    const { [c]: _, ...left } = first!.personal as object as Record<string, object>;
    for (const commitments of [[c], [c, 'of-no-value']]) {
      await store().remove(petId, 1, commitments);
      expect(await collect(store().items(petId))).toEqual([{ ...first, personal: left }, second, third, fourth]);
    }
    // The third has no personal value, and the fifth is not there.
    for (const version of [3, 5]) await store().remove(petId, version, [c]);
    await store().remove(petId, 1, Object.keys(left));
    expect(await collect(store().items(petId))).toEqual([{ ...first, personal: {} }, second, third, fourth]);
  });

  test('the catalog names every stream once, part by part, and its newest event', async () => {
    const histories = await Promise.all(Array.from({ length: 9 }, (_, n) => stored(1 + (n % 3))));
    const own = new Set(histories.map(([first]) => first!.streamId));
    const named: string[] = [];
    const ranges = await store().ranges(2);
    expect(ranges).toHaveLength(Math.max(2, store().shards));
    for (const range of ranges) {
      for (let rest: StreamRange | null = range; rest; ) {
        const page = await store().streams(rest, 2);
        named.push(...page.streamIds);
        rest = page.rest;
      }
    }
    expect(named.filter((id) => own.has(id)).sort()).toEqual([...own].sort());
    const newest = histories.map((history) => history.at(-1)!);
    for (const event of newest) expect(await store().newestReadable(event.streamId)).toEqual({ event, unreadable: [] });
    const places = newest.map(({ streamId, version }) => ({ streamId, version }));
    const heads = await store().heads([...places, { streamId: 'nobody', version: 1 }], true);
    const byId = (a: { streamId: string }, b: { streamId: string }) => (a.streamId < b.streamId ? -1 : 1);
    expect(heads.sort(byId)).toEqual(
      newest.map(({ streamId, version, eventId, hash }) => ({ streamId, version, eventId, hash })).sort(byId),
    );
  });
});

describe('on DynamoDB alone', () => {
  test('a request that fails after it was carried out is success; one that was not carried out throws', async () => {
    const petId = randomUUID();
    const [event] = updatesOf(petId, 1);
    for (const carriedOut of [false, true]) {
      let replies = 0;
      const client = new Proxy(engine.client, {
        get(target, property) {
          if (property !== 'send') return Reflect.get(target, property);
          return async (command: PutCommand) => {
            const isWrite = replies++ === 0;
            if (isWrite && carriedOut) await target.send(command);
            if (isWrite) throw new Unavailable('the reply was lost');
            return target.send(command);
          };
        },
      });
      const appended = dynamoEventStore(client, 'Events', petStream).append(sealed(event!));
      if (carriedOut) await expect(appended).resolves.toBe('appended');
      else await expect(appended).rejects.toThrow(Unavailable);
    }
    expect(await collect(onDynamo().read(petId))).toEqual([event]);
  });

  test('a personal value that could not be removed is told', async () => {
    const removed = dynamoPersonalStore(engine.client, 'Nowhere', petStream).remove('rex', 1, ['c']);
    await expect(removed).rejects.toThrow('not found');
  });

  test('a stream beyond one page of a query is read to its end', async () => {
    const petId = randomUUID();
    const events = historyOf(petId, [
      { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog', notes: 'n'.repeat(60_000) } },
      ...Array.from({ length: 24 }, (_, n) => ({ type: 'UpdatePet', patch: { visits: n } }) as const),
    ]);
    for (const event of events) await onDynamo().append(sealed(event));
    const read = await collect(onDynamo().read(petId));
    expect(read.map(({ version }) => version)).toEqual(events.map(({ version }) => version));
  });

  test('a part of a stream beyond a page ends where it should', async () => {
    const petId = randomUUID();
    await putEvents(engine.client, updatesOf(petId, 270));
    expect(await collect(onDynamo().read(petId, { limit: 260 }))).toHaveLength(260);
    expect(await collect(onDynamo().read(petId))).toHaveLength(270);
  });

  test('a broken item is named as such', async () => {
    const petId = randomUUID();
    await engine.client.send(new PutCommand({ TableName: 'Events', Item: { petId, version: 1 } }));
    await expect(onDynamo().newest(petId)).rejects.toThrow('not a stored event');
    expect((await onDynamo().newestReadable(petId)).unreadable).toMatchObject([{ streamId: petId, version: 1 }]);
  });

  test('a broken item holds up neither the feed nor a rebuild', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    const petId = randomUUID();
    const [first, broken, third] = updatesOf(petId, 3).map((event) => sealed(event));
    for (const { item } of [first!, { item: { ...broken!.item, type: 'PetSneezed' } }])
      await engine.client.send(new PutCommand({ TableName: 'Events', Item: item }));
    expect(await onDynamo().newestReadable(petId)).toMatchObject({
      event: first!.event,
      unreadable: [{ streamId: petId, version: 2 }],
    });
    await engine.client.send(new PutCommand({ TableName: 'Events', Item: third!.item }));
    const shown = await collect(onDynamo().feed({ above: idsFrom(0), below: '~', count: 2 }));
    expect(shown.filter(({ streamId }) => streamId === petId).map(({ version }) => version)).toEqual([1, 3]);
    expect(JSON.stringify(log.mock.calls)).toContain('PetSneezed');
    log.mockRestore();
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { petsClient } from '../../src/client/petsClient.ts';
import { memoryPetStore } from '../../src/consumer/memoryPetStore.ts';
import {
  catchUp,
  EventMissing,
  feedOf,
  logOf,
  type MessageSource,
  type PetHandler,
  sequenced,
  UnexpectedMessage,
} from '../../src/consumer/sequenced.ts';
import type { WholeMessage } from '../../src/consumer/wholeMessage.ts';
import { petHistories, petHistory, servedFrom } from '../../src/testing/badDays.ts';

/** Keeps all that it is told of a pet, in order. */
const diary: PetHandler<WholeMessage[]> = (message, kept = []) => [...kept, message];

/** A client of a service with these histories, and how often it was asked. */
function clientOf(histories: readonly WholeMessage[][]) {
  const serve = servedFrom(histories);
  const requests: string[] = [];
  const fetch: typeof globalThis.fetch = (input, init) => {
    requests.push(String(input));
    return serve(input, init);
  };
  return { requests, pets: petsClient({ url: 'http://pets.invalid', attempts: 1, fetch }) };
}

/** A history of at least five events, always the same. */
const [history] = fc.sample(
  petHistory('rex', { maxLength: 6 }).filter(({ length }) => length > 4),
  { numRuns: 1, seed: 1 },
) as [WholeMessage[]];
const versionsOf = (messages: WholeMessage[] | undefined) => messages?.map(({ detail }) => detail.metadata.version);

function diaryOf(options: { gaps?: 'fill' | 'skip' } = {}) {
  const { pets, requests } = clientOf([history]);
  const store = memoryPetStore<WholeMessage[]>();
  return { requests, store, pets, receive: sequenced(diary, { store, pets, ...options }) };
}

describe('the events of a pet reach the handler', () => {
  test('in order, with a gap filled in one request', async () => {
    const { receive, store, requests } = diaryOf();
    await receive(history[3]);
    expect(store.all()).toEqual({ rex: history.slice(0, 4) });
    expect(requests).toHaveLength(1);
    await receive(history[4]);
    expect(requests).toHaveLength(1);
  });

  test('once, whatever is repeated, late or replayed', async () => {
    const { receive, store } = diaryOf();
    for (const index of [0, 0, 2, 1, 2, 0]) await receive(history[index]);
    await receive({ ...history[1], source: 'pets.replay' });
    expect(store.all()).toEqual({ rex: history.slice(0, 3) });
  });

  test('once, if deliveries come at the same time', async () => {
    const { receive, store } = diaryOf();
    await Promise.all([0, 1, 0, 3, 2].map((index) => receive(history[index])));
    expect(store.all()).toEqual({ rex: history.slice(0, 4) });
  });

  test('once, if two instances take them at the same time', async () => {
    const { receive, store, pets } = diaryOf();
    const other = sequenced(diary, { store, pets });
    await Promise.all([receive(history[2]), other(history[3]), receive(history[0]), other(history[1])]);
    expect(store.all()).toEqual({ rex: history.slice(0, 4) });
  });

  test('on what another instance saved meanwhile', async () => {
    const { store, pets } = diaryOf();
    const theirs = [{ ...history[0]!, source: 'pets.replay' as const }];
    const beaten: typeof store = {
      ...store,
      async save(petId, progress, expected) {
        if (expected === 0) await store.save(petId, { version: 1, kept: theirs }, 0);
        return store.save(petId, progress, expected);
      },
    };
    await sequenced(diary, { store: beaten, pets })(history[1]);
    expect(store.all()).toEqual({ rex: [...theirs, history[1]] });
  });

  test('newest only, if gaps are skipped: the history is not asked', async () => {
    const { receive, store, requests } = diaryOf({ gaps: 'skip' });
    for (const index of [0, 3, 1, 4]) await receive(history[index]);
    expect(versionsOf(store.all().rex)).toEqual([1, 4, 5]);
    expect(requests).toEqual([]);
  });

  test.each(['fill', 'skip'] as const)('with the pet that a message was too large for (%s)', async (gaps) => {
    const { receive, store } = diaryOf({ gaps });
    const { pet, ...detail } = history[0]!.detail;
    expect(pet).toBeDefined();
    await receive({ ...history[0], detail: { ...detail, links: { pet: '/pets/rex?version=1' } } });
    expect(store.all()).toEqual({ rex: history.slice(0, 1) });
  });
});

describe('nothing is half done', () => {
  test('a handler that fails keeps nothing, and sees the event again', async () => {
    const { pets } = clientOf([history]);
    const store = memoryPetStore<{ seen: number[] }>();
    let fails = true;
    const receive = sequenced<{ seen: number[] }>(
      ({ detail }, kept = { seen: [] }) => {
        // It even changes what it was given.
        kept.seen.push(detail.metadata.version);
        if (fails && detail.metadata.version === 2) throw new Error('the printer is out of paper');
        return kept;
      },
      { store, pets },
    );
    await expect(receive(history[2])).rejects.toThrow('the printer is out of paper');
    expect(store.all()).toEqual({ rex: { seen: [1] } });
    fails = false;
    await receive(history[2]);
    expect(store.all()).toEqual({ rex: { seen: [1, 2, 3] } });
  });

  test('a store that is away makes the target fail, so that the event comes again', async () => {
    const { pets } = clientOf([history]);
    const away = { ...memoryPetStore<WholeMessage[]>(), load: () => Promise.reject(new Error('the store is away')) };
    await expect(sequenced(diary, { store: away, pets })(history[0])).rejects.toThrow('the store is away');
  });

  test('a gap that the service can not fill is not skipped', async () => {
    const { pets } = clientOf([]);
    const store = memoryPetStore<WholeMessage[]>();
    await expect(sequenced(diary, { store, pets })(history[1])).rejects.toThrow('pet-not-found');
    const lacking = clientOf([[history[0]!, history[2]!]]).pets;
    await expect(sequenced(diary, { store, pets: lacking })(history[2])).rejects.toThrow(EventMissing);
    expect(versionsOf(store.all().rex)).toEqual([1]);
  });
});

describe('what is not a message of the service is refused', () => {
  const message = history[0]!;
  const withMetadata = (changes: object) => ({
    ...message,
    detail: { ...message.detail, metadata: { ...message.detail.metadata, ...changes } },
  });
  test.each<[unknown, string]>([
    [{ ...message, source: 'petshop' }, '/source must be pets or pets.replay, and is "petshop"'],
    [{ ...message, 'detail-type': 1 }, '/detail-type must be text, and is 1'],
    [withMetadata({ eventId: undefined }), '/detail/metadata/eventId must be text, and is undefined'],
    [withMetadata({ petId: '' }), '/detail/metadata/petId must be text, and is ""'],
    [withMetadata({ version: 0 }), '/detail/metadata/version must be a whole number from 1, and is 0'],
    [withMetadata({ version: '1' }), '/detail/metadata/version must be a whole number from 1, and is "1"'],
    [null, '/source must be pets or pets.replay, and is undefined'],
  ])('%#', async (delivered, error) => {
    await expect(diaryOf().receive(delivered)).rejects.toThrow(new UnexpectedMessage(error));
  });

  test('but not a message of a later schema, or of a type that is new', async () => {
    const { receive, store } = diaryOf();
    const later = { ...withMetadata({ schemaVersion: 99, mood: 'good' }), 'detail-type': 'PetPraised', more: true };
    await receive(later);
    expect(store.all()).toEqual({ rex: [later] });
  });
});

/** What happens to a message on its way: it is lost, or comes once or more often. */
const copies = fc.constantFrom(0, 1, 1, 1, 2, 3);
const wildBus = petHistories({ maxPets: 4, maxLength: 12, laterTypes: true }).chain((histories) => {
  const all = histories.flat();
  return fc.record({
    histories: fc.constant(histories),
    deliveries: fc
      .tuple(...all.map(() => copies))
      .map((counts) => all.flatMap((message, index) => Array<WholeMessage>(counts[index]!).fill(message)))
      .chain((messages) => fc.shuffledSubarray(messages, { minLength: messages.length })),
    /** The calls of the handler that fail. */
    failing: fc.uniqueArray(fc.nat(30), { maxLength: 5 }),
    interruptedAfter: fc.nat(60),
    byLog: fc.boolean(),
  });
});

test('loss, doubles and disorder on the bus, failures and an interrupted catch-up end in the fold of the log', async () => {
  await fc.assert(
    fc.asyncProperty(wildBus, async ({ histories, deliveries, failing, interruptedAfter, byLog }) => {
      const { pets, requests } = clientOf(histories);
      const store = memoryPetStore<WholeMessage[]>();
      let calls = 0;
      const receive = sequenced<WholeMessage[]>(
        (message, kept) => {
          if (failing.includes(calls++)) throw new Error('this call failed');
          return diary(message, kept) as WholeMessage[];
        },
        { store, pets },
      );
      // The bus gives up on what fails.
      for (const message of deliveries) await receive(message).catch(() => {});
      expect(requests.length).toBeLessThanOrEqual(deliveries.length);

      const source = { ...(byLog ? logOf(pets) : feedOf(pets)), settlesInMs: 0 } as MessageSource<unknown>;
      let position: unknown;
      let received = 0;
      const keep = (next: unknown) => {
        position = next;
      };
      const interrupted = async (message: WholeMessage) => {
        if (received++ === interruptedAfter) throw new Error('interrupted');
        await receive(message);
      };
      for (let done = false; !done; ) {
        done = await catchUp(interrupted, { source, position, keep }).then(
          () => true,
          () => false,
        );
      }
      expect(store.all()).toEqual(Object.fromEntries(histories.map((one) => [one[0]!.detail.metadata.petId, one])));
    }),
    { numRuns: Number(process.env.SEEDS ?? 200), ...(process.env.SEEDS && { seed: 24 }) },
  );
});

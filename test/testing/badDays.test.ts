import { beforeAll, describe, expect, test, vi } from 'vitest';
import { EventBus } from '../../infra/local/eventBus.ts';
import { memoryPetStore } from '../../src/consumer/memoryPetStore.ts';
import { type PetHandler, sequenced } from '../../src/consumer/sequenced.ts';
import type { PetMessage } from '../../src/messages/petMessageSchemas.ts';
import { petMessageSchemas } from '../../src/messages/petMessageSchemas.ts';
import { badDays, type Consumer, type Surroundings } from '../../src/testing/badDays.ts';

type Start = (surroundings: Surroundings) => Consumer;
type Pet = NonNullable<PetMessage['detail']['pet']>;

/** The newest of each pet, as a consumer without the kit may keep it. */
function board(receive: (message: PetMessage, pets: Map<string, Pet | null>) => Promise<void>): Consumer {
  const pets = new Map<string, Pet | null>();
  return { receive: (message) => receive(message as PetMessage, pets), state: () => Object.fromEntries(pets) };
}

/** Consumers, each with one mistake that people make. */
const mistakes: Record<string, Start> = {
  'keeps what came last': ({ pets }) =>
    board(async ({ detail }, kept) => {
      const { petId, version } = detail.metadata;
      kept.set(petId, detail.pet === undefined ? await petAt(pets, petId, version) : detail.pet);
    }),
  'forgets the version of a pet that was deleted': ({ pets }) =>
    board(async ({ detail }, kept) => {
      const { petId, version } = detail.metadata;
      if (version <= (kept.get(petId)?.version ?? 0)) return;
      const pet = detail.pet === undefined ? await petAt(pets, petId, version) : detail.pet;
      if (pet) kept.set(petId, pet);
      else kept.delete(petId);
    }),
  'counts without looking at the eventId': () => counter(() => false),
  "deduplicates on the delivery's id": () => counter(({ id }, seen) => seen.has(id) || !seen.add(id)),
  'notes an event before it did the work': ({ step }) => {
    const seen = new Set<string>();
    const done: string[] = [];
    return {
      async receive(message) {
        const { eventId } = (message as PetMessage).detail.metadata;
        if (seen.has(eventId)) return;
        seen.add(eventId);
        await step();
        done.push(eventId);
      },
      state: () => done.sort(),
    };
  },
  'does the work twice if noting it fails': ({ step }) => {
    const seen = new Set<string>();
    const done: string[] = [];
    return {
      async receive(message) {
        const { eventId } = (message as PetMessage).detail.metadata;
        if (seen.has(eventId)) return;
        done.push(eventId);
        await step();
        seen.add(eventId);
      },
      state: () => done.sort(),
    };
  },
  'swallows its failures': ({ step }) => {
    const seen = new Set<string>();
    return {
      async receive(message) {
        try {
          await step();
          seen.add((message as PetMessage).detail.metadata.eventId);
        } catch {
          // It logs, and the bus never learns of it.
        }
      },
      state: () => [...seen].sort(),
    };
  },
  'does not know types that are new': () => ({
    async receive(message) {
      const type = (message as PetMessage)['detail-type'];
      if (!(type in petMessageSchemas)) throw new Error(`unknown type ${type}`);
    },
    state: () => null,
  }),
  'refuses fields that are new': () => ({
    async receive(message) {
      const unknown = Object.keys((message as PetMessage).detail).find(
        (key) => !['metadata', 'data', 'pet', 'links'].includes(key),
      );
      if (unknown) throw new Error(`unknown field ${unknown}`);
    },
    state: () => null,
  }),
  'takes a pet that was left out for one that was deleted': () =>
    gated(async ({ detail }, kept) => {
      if (detail.pet) kept.set(detail.metadata.petId, detail.pet);
      else kept.delete(detail.metadata.petId);
    }),
  'ignores replays': () => {
    const seen = new Set<string>();
    return {
      async receive(message) {
        const { source, detail } = message as PetMessage;
        if (source === 'pets') seen.add(detail.metadata.eventId);
      },
      state: () => [...seen].sort(),
    };
  },
  'adds changes up in the order in which they come': () => {
    const weights = new Map<string, unknown[]>();
    const seen = new Set<string>();
    return {
      async receive(message) {
        const { detail, 'detail-type': type } = message as PetMessage;
        const { eventId, petId } = detail.metadata;
        if (seen.has(eventId)) return;
        seen.add(eventId);
        if (type === 'PetUpdated') weights.set(petId, [...(weights.get(petId) ?? []), detail.data]);
      },
      state: () => Object.fromEntries(weights),
    };
  },
  'keeps what was erased': ({ pets }) =>
    onKit(pets, ({ detail: { pet } }, notes = []) => (pet?.notes === undefined ? notes : [...notes, pet.notes])),
  'keeps what was erased and is not in the schema': ({ pets }) =>
    onKit(pets, ({ detail: { pet } }, names = []) => (pet?.nickname === undefined ? names : [String(pet.nickname)])),
  'keeps versions as text, and compares them as text': () => {
    const newest = new Map<string, { version: string; type: string }>();
    return {
      async receive(message) {
        const { detail, 'detail-type': type } = message as PetMessage;
        const { petId } = detail.metadata;
        const version = String(detail.metadata.version);
        if (version > (newest.get(petId)?.version ?? '')) newest.set(petId, { version, type });
      },
      state: () => Object.fromEntries(newest),
    };
  },
  'throws at a gap, and leaves it to the bus': () => {
    const versions = new Map<string, number>();
    return {
      async receive(message) {
        const { petId, version } = (message as PetMessage).detail.metadata;
        const last = versions.get(petId) ?? 0;
        if (version > last + 1) throw new Error(`${petId} is at version ${last}`);
        versions.set(petId, Math.max(version, last));
      },
      state: () => Object.fromEntries(versions),
    };
  },
  'reads, waits, and writes what it read': () => {
    const counts = new Map<string, number>();
    const seen = new Set<string>();
    return {
      async receive(message) {
        const { eventId, petId } = (message as PetMessage).detail.metadata;
        if (seen.has(eventId)) return;
        seen.add(eventId);
        const count = counts.get(petId) ?? 0;
        await Promise.resolve();
        counts.set(petId, count + 1);
      },
      state: () => Object.fromEntries(counts),
    };
  },
};

function counter(isKnown: (message: PetMessage, seen: Set<string>) => boolean): Consumer {
  let count = 0;
  const seen = new Set<string>();
  return {
    async receive(message) {
      if (!isKnown(message as PetMessage, seen)) count++;
    },
    state: () => count,
  };
}

/** Newer versions only. */
function gated(receive: (message: PetMessage, kept: Map<string, Pet | null>) => Promise<void>): Consumer {
  const versions = new Map<string, number>();
  return board(async (message, kept) => {
    const { petId, version } = message.detail.metadata;
    if (version <= (versions.get(petId) ?? 0)) return;
    versions.set(petId, version);
    await receive(message, kept);
  });
}

/** A list of texts for each pet, kept by the kit. */
function onKit(pets: Surroundings['pets'], handler: PetHandler<string[]>): Consumer {
  const store = memoryPetStore<string[]>();
  return { receive: sequenced(handler, { store, pets }), state: store.all };
}

const petAt = async (pets: Surroundings['pets'], petId: string, version: number) =>
  (await pets.show(petId, { version })) as Pet;

const SEED = 24;

describe('a consumer is found out that', () => {
  const found = new Map<string, string>();
  beforeAll(async () => {
    for (const [mistake, start] of Object.entries(mistakes)) {
      const error = await badDays(start, { seed: SEED }).catch((error: Error) => error);
      if (error) found.set(mistake, `${error.name}: ${error.message}`);
    }
  });

  test.each(Object.keys(mistakes))('%s', (mistake) => {
    expect(found.get(mistake)).toMatch(/^BadDayFailed: .+\. To repeat it: badDays\(consumer, \{ seed: 24 \}\)$/);
  });

  test('versions as text are named as what they are', () => {
    expect(found.get('keeps versions as text, and compares them as text')).toMatch(/are versions compared as text/);
  });

  test('its line tells how often it was asked to take a message: as often as the local bus asks', async () => {
    let deliveries = 0;
    const bus = new EventBus('pets', { firstPauseMs: 0 });
    bus.addRule({
      name: 'refuses',
      matches: () => true,
      async deliver() {
        deliveries++;
        throw new Error('no');
      },
    });
    vi.spyOn(console, 'error').mockReturnValueOnce();
    bus.put({ Entries: [{ EventBusName: 'pets', Source: 'pets', DetailType: 'PetCreated', Detail: '{}' }] });
    await vi.waitFor(() => expect(bus.deadLetters).toHaveLength(1));
    expect(found.get('throws at a gap, and leaves it to the bus')).toContain(
      ` was not taken in ${deliveries} deliveries: pet-0 is at version `,
    );
  });

  test('the line repeats it', async () => {
    const [mistake] = Object.keys(mistakes);
    await expect(badDays(mistakes[mistake!]!, { seed: SEED })).rejects.toThrow(
      found.get(mistake!)!.replace('BadDayFailed: ', ''),
    );
  });
});

describe('nothing is proven by', () => {
  const receive = async () => {};
  const shared = memoryPetStore<string>();
  test.each<[string, Start, string]>([
    ['a state that says nothing', () => ({ receive, state: () => ({}) }), 'The state stayed {}, whatever came'],
    ['a state that is not returned', () => ({ receive, state: () => {} }), 'state() returns undefined'],
    ['a state that is no data', () => ({ receive, state: () => shared.all }), 'state() must return data'],
    [
      'a store that consumers share',
      ({ pets }) => ({
        receive: sequenced(({ detail }) => detail.metadata.eventId, { store: shared, pets }),
        state: shared.all,
      }),
      "A new consumer's state is {",
    ],
  ])('%s', async (_, start, reason) => {
    const error = await badDays(start, { seed: SEED }).catch((error: Error) => error);
    expect(error).toMatchObject({ name: 'BadDayFailed' });
    expect((error as Error).message.startsWith(reason)).toBe(true);
    expect((error as Error).message).toMatch(/^[^\n]+\. To repeat it: badDays\(consumer, \{ seed: 24 \}\)$/);
  });
});

test('a consumer that wants dogs alone is given some', async () => {
  await badDays(
    ({ pets }) =>
      onKit(pets, ({ detail: { pet } }, names = []) => (pet?.type === 'dog' ? [...names, pet.name] : names)),
    { seed: SEED, days: 20 },
  );
});

test('a consumer that looks at the first events of a pet alone may do so', async () => {
  await badDays(
    ({ pets }) => onKit(pets, ({ detail }, ids = []) => (ids.length < 5 ? [...ids, detail.metadata.eventId] : ids)),
    { seed: SEED, days: 100 },
  );
});

test('a consumer on the kit lives through all days', async () => {
  await badDays(
    ({ pets, step }) => {
      const store = memoryPetStore<string[]>();
      return {
        receive: sequenced<string[]>(
          async ({ detail, 'detail-type': type }, kept = []) => {
            await step();
            return [...kept, `${detail.metadata.version} ${type} ${detail.pet?.name}`];
          },
          { store, pets },
        ),
        state: store.all,
      };
    },
    { seed: SEED, days: 100 },
  );
});

test('so does one that keeps personal data, and erases it when it is told to', async () => {
  await badDays(
    ({ pets }) =>
      onKit(pets, ({ detail: { pet, data }, 'detail-type': type }, notes = []) => {
        if (type === 'PersonalDataErased' && (data as { fields: string[] }).fields.includes('notes')) return [];
        return pet?.notes === undefined ? notes : [...notes, pet.notes];
      }),
    { seed: SEED, days: 100 },
  );
});

test('so does one that skips gaps, if it keeps nothing but what the newest event says', async () => {
  await badDays(
    ({ pets, step }) => {
      const store = memoryPetStore<{ name: string | undefined }>();
      const receive = sequenced<{ name: string | undefined }>(
        async ({ detail }) => {
          await step();
          return { name: detail.pet?.name };
        },
        { store, pets, gaps: 'skip' },
      );
      return { receive, state: store.all };
    },
    { seed: SEED, days: 100 },
  );
});

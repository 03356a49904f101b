import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { board } from '../../examples/adoptionBoard/board.ts';
import { eventPattern } from '../../infra/local/eventPattern.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import { dynamoPetStore } from '../../src/consumer/dynamoPetStore.ts';
import { memoryPetStore } from '../../src/consumer/memoryPetStore.ts';
import { petEntry } from '../../src/messages/petEntry.ts';
import type { PetMessage } from '../../src/messages/petMessageSchemas.ts';
import { petAfter, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { badDays, servedFrom } from '../../src/testing/badDays.ts';
import { useEngine } from '../support/engine.ts';
import { historyOf } from '../support/history.ts';
import { stepping } from '../support/stepping.ts';

const engine = useEngine();
let rule: typeof import('../../examples/adoptionBoard/rule.ts');
let isWanted: (event: unknown) => boolean;
// Loading it makes its table.
beforeAll(async () => {
  rule = await import('../../examples/adoptionBoard/rule.ts');
  isWanted = eventPattern(rule.pattern);
});

const life = (petId: string) =>
  historyOf(petId, [
    { type: 'CreatePet', attributes: { name: `Pet ${petId}`, type: 'dog' } },
    { type: 'UpdatePet', patch: { weightKg: 3 } },
    { type: 'UpdatePet', patch: { status: 'adopted' } },
    { type: 'UpdatePet', patch: { status: 'available', name: 'Lucky' } },
    { type: 'DeletePet' },
    { type: 'CreatePet', attributes: { name: 'Phoenix', type: 'dog', status: 'available' } },
    { type: 'UpdatePet', patch: { status: 'pending' } },
  ]);
const message = (event: RecordedPetEvent) => {
  const { Source, DetailType, Detail } = petEntry('pets', event);
  return { source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail!) } as PetMessage;
};
async function shown() {
  const { Items = [] } = await engine.client.send(
    new ScanCommand({ TableName: 'AdoptionBoard', ConsistentRead: true }),
  );
  return Object.fromEntries(Items.map(({ petId, ...item }) => [petId, item]));
}

test('the board is right at every length of a life, whatever is repeated and in whatever order', async () => {
  const lives = Array.from({ length: 7 }, (_, n) => life(`pet-${n}`).slice(0, n + 1));
  const events = lives.flat().filter((event) => isWanted(message(event)));
  const [order] = fc.sample(fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }), {
    numRuns: 1,
    seed: 5,
  });
  for (const event of order!) await rule.handler(message(event));

  const expected = lives.map((events) => {
    const newest = events.findLast((event) => isWanted(message(event)))!;
    const pet = petAfter(newest);
    const waits = pet && (pet.status ?? 'available') === 'available';
    const shown = waits ? { onBoard: 'yes', name: pet.name, type: pet.type } : {};
    return [newest.streamId, { version: newest.version, ...shown }];
  });
  expect(await shown()).toEqual(Object.fromEntries(expected));
  expect(isWanted(message(lives[6]![1]!))).toBe(false);
});

test('a table that is away is told by an error, so that the event comes again', async () => {
  const store = dynamoPetStore<object>(engine.client, 'Nowhere');
  const pets = petsClient({ url: 'http://pets.invalid', fetch: servedFrom([]) });
  await expect(board({ store, pets })(message(life('rex')[0]!))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('the board lives through bad days', async () => {
  await badDays(
    ({ pets, step }) => {
      const store = memoryPetStore<object>();
      return { receive: board({ store: stepping(store, step), pets }), state: store.all };
    },
    { days: 50 },
  );
});

test('also on its table', async () => {
  let consumers = 0;
  await badDays(
    ({ pets, step }) => {
      const consumer = `${++consumers}-`;
      const store = dynamoPetStore<object>(engine.client, 'AdoptionBoard');
      const own: typeof store = {
        load: (petId) => store.load(consumer + petId),
        save: (petId, progress, expected) => store.save(consumer + petId, progress, expected),
      };
      return {
        receive: board({ store: stepping(own, step), pets }),
        async state() {
          const items = Object.entries(await shown()).filter(([petId]) => petId.startsWith(consumer));
          return Object.fromEntries(items.map(([petId, item]) => [petId.slice(consumer.length), item]));
        },
      };
    },
    { days: 10 },
  );
});

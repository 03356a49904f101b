import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { handler, pattern } from '../../examples/adoptionBoard/rule.ts';
import { eventPattern } from '../../infra/local/eventPattern.ts';
import { petEntry } from '../../src/messages/petEntry.ts';
import type { PetMessage } from '../../src/messages/petMessageSchemas.ts';
import { petAfter, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { historyOf } from '../support/history.ts';

const engine = useEngine();
const isWanted = eventPattern(pattern);

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
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
async function board() {
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
  for (const event of order!) await handler(message(event));

  const expected = lives.map((events) => {
    const newest = events.findLast((event) => isWanted(message(event)))!;
    const pet = petAfter(newest);
    const waits = pet && (pet.status ?? 'available') === 'available';
    const shown = waits ? { onBoard: 'yes', name: pet.name, type: pet.type } : {};
    return [newest.streamId, { version: newest.version, ...shown }];
  });
  expect(await board()).toEqual(Object.fromEntries(expected));
  expect(isWanted(message(lives[6]![1]!))).toBe(false);
});

test('a fault of the table is thrown, so that the event comes again', async () => {
  const table = process.env.BOARD_TABLE;
  process.env.BOARD_TABLE = 'Nowhere';
  await expect(handler(message(life('rex')[0]!))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  process.env.BOARD_TABLE = table;
});

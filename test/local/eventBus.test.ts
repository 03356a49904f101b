import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { EventBus } from '../../infra/local/eventBus.ts';

const entry = (DetailType: string) => ({ EventBusName: 'pets', Source: 'pets', DetailType, Detail: '{}' });

// Each failure is told on the terminal.
beforeAll(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterAll(() => vi.restoreAllMocks());

/** A bus with a rule for creations, whose target fails so many times. */
async function delivered(failures: number, ...detailTypes: string[]) {
  const bus = new EventBus('pets', { maxAttempts: 3, firstPauseMs: 1 });
  const got: string[] = [];
  let left = failures;
  bus.addRule({
    name: 'creations',
    matches: (event) => (event as { 'detail-type': string })['detail-type'] === 'PetCreated',
    deliver: async (event) => {
      if (left-- > 0) throw new Error('down');
      got.push((event as { 'detail-type': string })['detail-type']);
    },
  });
  bus.put({ Entries: detailTypes.map(entry) });
  await bus.settled();
  return { got, dead: bus.deadLetters.length };
}

test('a rule gets the events that it takes, and no others', async () => {
  expect(await delivered(0, 'PetCreated', 'PetDeleted', 'PetCreated')).toEqual({
    got: ['PetCreated', 'PetCreated'],
    dead: 0,
  });
});

test('a target that fails is tried again; what it never takes is a dead letter', async () => {
  expect(await delivered(2, 'PetCreated')).toEqual({ got: ['PetCreated'], dead: 0 });
  expect(await delivered(3, 'PetCreated')).toEqual({ got: [], dead: 1 });
});

test('of dead letters the newest thousand are kept', async () => {
  const bus = new EventBus('pets', { maxAttempts: 1, firstPauseMs: 0 });
  bus.addRule({ name: 'never', matches: () => true, deliver: () => Promise.reject(new Error('down')) });
  for (let n = 0; n < 1_001; n++) bus.put({ Entries: [{ ...entry('PetCreated'), Detail: JSON.stringify({ n }) }] });
  await bus.settled();
  expect(bus.deadLetters).toHaveLength(1_000);
  const kept = bus.deadLetters.map(({ event }) => (event.detail as { n: number }).n);
  expect([Math.min(...kept), Math.max(...kept)]).toEqual([1, 1_000]);
});

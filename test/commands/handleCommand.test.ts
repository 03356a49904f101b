import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { handleCommand } from '../../src/commands/handleCommand.ts';
import { type PetRequest, petDecider } from '../../src/commands/petDecider.ts';
import { Unavailable } from '../../src/faults/unavailable.ts';
import type { PetEventStore } from '../../src/streams/petStream.ts';
import { METADATA, updatesOf } from '../support/history.ts';

const [created, updated] = updatesOf('rex', 2);

/** A store that refuses every append, after so long. */
const refusing = (appendMs: number): PetEventStore => ({
  async append() {
    vi.advanceTimersByTime(appendMs);
    return 'version-conflict';
  },
  at: async () => updated,
  newest: async () => updated,
  asOf: async () => created,
  async *read() {},
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'], shouldAdvanceTime: true });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a creation whose one attempt took all the time is no conflict: the pet may have been there long ago', async () => {
  const create: PetRequest = {
    streamId: 'rex',
    command: () => ({ command: { type: 'CreatePet', attributes: { name: 'Rex', type: 'dog' } } }),
    metadata: METADATA,
    assumeNew: true,
  };
  await expect(handleCommand(refusing(3_300), petDecider, create)).rejects.toThrow(Unavailable);
});

test('a change that lost every race is told of contention', async () => {
  const update: PetRequest = {
    streamId: 'rex',
    command: () => ({ command: { type: 'UpdatePet', patch: { visits: 7 } } }),
    metadata: METADATA,
  };
  const result = await handleCommand(refusing(3_300), petDecider, update);
  expect(result).toEqual({ done: false, refusal: { reason: 'contention' } });
});

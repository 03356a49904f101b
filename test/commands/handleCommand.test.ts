import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { handleCommand } from '../../src/commands/handleCommand.ts';
import { type PetRequest, petDecider } from '../../src/commands/petDecider.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { Unavailable } from '../../src/faults/unavailable.ts';
import { type PetEventStore, petStream } from '../../src/streams/petStream.ts';
import { METADATA, sealed, updatesOf } from '../support/history.ts';
import { memoryEventStore } from '../support/memoryEventStore.ts';

const [created, updated, third] = updatesOf('rex', 3);

const request = (command: 'CreatePet' | 'UpdatePet', body: JsonObject, more: Partial<PetRequest> = {}): PetRequest => ({
  streamId: 'rex',
  command: () => ({
    command: command === 'CreatePet' ? { type: command, attributes: body } : { type: command, patch: body },
  }),
  metadata: METADATA,
  ...more,
});
const create = (more?: Partial<PetRequest>) => request('CreatePet', { name: 'Rex', type: 'dog' }, more);

describe('a writer that loses the race', () => {
  /** A store in which another writer comes first, just before each of the first appends. */
  async function rival(...winners: (typeof updated)[]): Promise<PetEventStore & { appends: number }> {
    const store = memoryEventStore(petStream);
    await store.append(sealed(created!));
    const racing = {
      ...store,
      appends: 0,
      append: async (...event: Parameters<PetEventStore['append']>) => {
        racing.appends++;
        const winner = winners.shift();
        if (winner) await store.append(sealed(winner));
        return store.append(...event);
      },
    };
    return racing;
  }

  test('decides again on what the winners left, and overwrites nothing', async () => {
    const store = await rival(updated, third);
    const result = await handleCommand(store, petDecider, request('UpdatePet', { color: 'red' }));
    expect(result).toMatchObject({ done: true, unchanged: false });
    expect((await store.newest('rex'))!).toMatchObject({
      version: 4,
      state: { ...third!.state, color: 'red' },
      data: { changes: { color: 'red' } },
    });
    expect(store.appends).toBe(3);
  });

  test('is refused where it named the version that the winner built on', async () => {
    const store = await rival(updated);
    const guarded = request('UpdatePet', { color: 'red' }, { expects: (version) => version === 1 });
    expect(await handleCommand(store, petDecider, guarded)).toEqual({
      done: false,
      refusal: { reason: 'version-conflict', version: 2 },
    });
    expect(await store.newest('rex')).toEqual(updated);
  });

  test('is done without an event where the winner did the same', async () => {
    const store = await rival(updated);
    const result = await handleCommand(store, petDecider, request('UpdatePet', { visits: 1 }));
    expect(result).toEqual({ done: true, newest: updated, unchanged: true });
  });
});

test('what was inserted with the event before ends the command at once', async () => {
  const store = memoryEventStore(petStream);
  await store.append(sealed(created!));
  const companion = { table: 'Idempotency', key: { key: 'k' }, attributes: {} };
  await store.append(sealed(updated!), companion);
  let appends = 0;
  const counting: PetEventStore = {
    ...store,
    append: (...event) => {
      appends++;
      return store.append(...event);
    },
  };
  const repeated = request('UpdatePet', { color: 'red' });
  expect(await handleCommand(counting, petDecider, repeated, () => companion)).toEqual({
    done: false,
    refusal: { reason: 'companion-exists' },
  });
  expect(appends).toBe(1);
});

describe('in the time of a slow table', () => {
  /** A store that refuses every append, after so long. */
  const refusing = (appendMs: number): PetEventStore & { appends: number } => ({
    shards: 1,
    appends: 0,
    async append() {
      this.appends++;
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
    await expect(handleCommand(refusing(3_300), petDecider, create({ assumeNew: true }))).rejects.toThrow(Unavailable);
  });

  test('a change that lost every race is told of contention', async () => {
    const store = refusing(3_300);
    const result = await handleCommand(store, petDecider, request('UpdatePet', { visits: 7 }));
    expect(result).toEqual({ done: false, refusal: { reason: 'contention' } });
    expect(store.appends).toBe(1);
  });

  test('it is told so after 3 s, however many attempts they hold', async () => {
    const store = refusing(900);
    const result = await handleCommand(store, petDecider, request('UpdatePet', { visits: 7 }));
    expect(result).toEqual({ done: false, refusal: { reason: 'contention' } });
    expect([3, 4]).toContain(store.appends);
  });
});

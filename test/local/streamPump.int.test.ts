import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { afterEach, expect, test, vi } from 'vitest';
import { type Checkpoints, checkpointsInMemory } from '../../infra/local/checkpoints.ts';
import { type PumpOptions, StreamPump } from '../../infra/local/streamPump.ts';
import { useEngine } from '../support/engine.ts';
import { updatesOf } from '../support/history.ts';
import { putEvents } from '../support/items.ts';
import { eventually } from '../support/service.ts';

const engine = useEngine({ alone: true });
const nameOf = ({ dynamodb }: DynamoDBRecord) => `${dynamodb!.NewImage!.petId!.S} ${dynamodb!.NewImage!.version!.N}`;
const namesOf = (event: unknown) => (event as DynamoDBStreamEvent).Records.map(nameOf);
const pumps: StreamPump[] = [];
let reads = 0;
afterEach(async () => {
  for (const pump of pumps.splice(0)) await pump.stop();
});

/** A pump with consumers by their names. */
async function pump(
  checkpoints: Checkpoints,
  consumers: Record<string, (names: string[]) => Promise<void>>,
  options: Partial<PumpOptions> = {},
  trimmed?: () => void,
) {
  const client = new DynamoDBStreamsClient({ endpoint: engine.endpoint });
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === 'GetRecordsCommand') reads++;
        return next(args);
      },
    {},
  );
  const started = new StreamPump(
    client,
    Object.entries(consumers).map(([name, take]) => ({
      name,
      batchSize: 100,
      invoke: async (event: unknown) => take(namesOf(event)),
    })),
    checkpoints,
    options,
    trimmed,
  );
  pumps.push(started);
  await started.start('Events');
  return started;
}
const put = async (petId: string, count: number) => {
  await putEvents(engine.client, updatesOf(petId, count));
  return Array.from({ length: count }, (_, n) => `${petId} ${n + 1}`).sort();
};

test('every consumer is brought what was there before it started, and what comes then, once', async () => {
  const before = await put('before', 3);
  const got: Record<string, string[]> = { one: [], two: [] };
  await pump(checkpointsInMemory(), {
    one: async (names) => void got.one!.push(...names),
    two: async (names) => void got.two!.push(...names),
  });
  const after = await put('after', 2);
  const own = (names: string[]) => names.filter((name) => /^(before|after)/.test(name)).sort();
  for (const name of ['one', 'two'])
    await eventually(async () => expect(own(got[name]!)).toEqual([...after, ...before]));
});

test('a batch that was not taken when the pump stopped is delivered by the next one, and nothing else is', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const checkpoints = checkpointsInMemory();
  const taken: string[] = [];
  const first = await pump(checkpoints, { one: async (names) => void taken.push(...names) });
  const early = await put('early', 2);
  await eventually(async () => expect(taken).toEqual(expect.arrayContaining(early)));
  await first.stop();

  // A consumer that is down while records are pending, and a pump that ends there.
  const refused: string[] = [];
  const second = await pump(checkpoints, {
    one: async (names) => {
      refused.push(...names);
      throw new Error('down');
    },
  });
  const pending = await put('pending', 3);
  await eventually(async () => expect(refused).toEqual(expect.arrayContaining(pending)));
  await second.stop();

  const got: string[] = [];
  await pump(checkpoints, { one: async (names) => void got.push(...names) });
  await eventually(async () => expect(got.toSorted()).toEqual(pending));
  log.mockRestore();
});

test('a pump that rests reads at once when it is told of a write', async () => {
  const got: string[] = [];
  const resting = await pump(
    checkpointsInMemory(),
    { one: async (names) => void got.push(...names) },
    { firstIdleMs: 3_600_000, longestIdleMs: 3_600_000 },
  );
  for (const petId of ['woken', 'again']) {
    const written = await put(petId, 2);
    await eventually(async () => {
      resting.wake();
      expect(got).toEqual(expect.arrayContaining(written));
    });
  }
});

test('a place that the stream does not have, as after an older database was put back, is told, and all is delivered', async () => {
  const kept = new Map<string, string>();
  const checkpoints: Checkpoints = {
    keptAt: Date.now(),
    get: (key) => kept.get(key),
    set: (key, sequenceNumber) => void kept.set(key, sequenceNumber),
  };
  const written = await put('put back', 2);
  const got: string[] = [];
  const take = { one: async (names: string[]) => void got.push(...names) };
  const first = await pump(checkpoints, take);
  await eventually(async () => expect(got).toEqual(expect.arrayContaining(written)));
  await first.stop();
  for (const [key, place] of kept) kept.set(key, String(Number(place) + 1_000).padStart(place.length, '0'));

  got.length = 0;
  const told = vi.fn();
  await pump(checkpoints, take, {}, told);
  const later = await put('after it', 1);
  await eventually(async () => expect(got).toEqual(expect.arrayContaining([...written, ...later])));
  expect(told).toHaveBeenCalledTimes(1);
});

test('a pump leaves the stream of a database alone that nothing was written to, and reads when something was', async () => {
  let writtenAt = Date.now() - 10_000;
  const got: string[] = [];
  await pump(
    checkpointsInMemory(),
    { one: async (names) => void got.push(...names) },
    { firstIdleMs: 1, longestIdleMs: 1, lastWritten: () => writtenAt },
  );
  await vi.waitFor(async () => {
    const before = reads;
    await sleep(300);
    expect(reads).toBe(before);
  }, 20_000);
  const written = await put('untouched', 1);
  await sleep(50);
  expect(got).not.toEqual(expect.arrayContaining(written));
  writtenAt = Date.now();
  await eventually(async () => expect(got).toEqual(expect.arrayContaining(written)));
  // A second write at the very same time would not show, so a stream written just now is read again.
  await sleep(300);
  const again = await put('at the same time', 1);
  await eventually(async () => expect(got).toEqual(expect.arrayContaining(again)));
});

test('where nobody can tell when something was written, the stream is read again and again', async () => {
  const got: string[] = [];
  await pump(
    checkpointsInMemory(),
    { one: async (names) => void got.push(...names) },
    { firstIdleMs: 1, longestIdleMs: 1, lastWritten: () => Number.NaN },
  );
  await sleep(50);
  const written = await put('unknown', 1);
  await eventually(async () => expect(got).toEqual(expect.arrayContaining(written)));
});

test('a consumer that is behind has its own place', async () => {
  const checkpoints = checkpointsInMemory();
  const quick: string[] = [];
  const both = await pump(checkpoints, { quick: async (names) => void quick.push(...names) });
  const events = await put('both', 2);
  await eventually(async () => expect(quick).toEqual(expect.arrayContaining(events)));
  await both.stop();

  const late: string[] = [];
  await pump(checkpoints, { quick: async () => {}, late: async (names) => void late.push(...names) });
  await eventually(async () => expect(late).toEqual(expect.arrayContaining(events)));
});

import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { catchUp, feedOf, logOf, type MessageSource } from '../../src/consumer/catchUp.ts';
import type { WholeMessage } from '../../src/consumer/wholeMessage.ts';
import { SETTLING_MS } from '../../src/eventStore/feedPage.ts';
import { timeoutOf } from '../../src/functions.ts';
import { petHistories } from '../../src/testing/badDays.ts';

const [histories] = fc.sample(
  petHistories({ maxLength: 9 }).filter((all) => all.flat().length > 9),
  { numRuns: 1, seed: 3 },
) as [WholeMessage[][]];
const all = histories.flat();
const idOf = ({ detail }: WholeMessage) => detail.metadata.eventId;

/** A source whose positions are indexes, by pages of three; events settle when `settle` is called. */
function indexed(settled: number, settlesInMs = 0) {
  const source: MessageSource<number> & { settled: number } = {
    settled,
    settlesInMs,
    async read(after = -1) {
      const messages = all.slice(after + 1, Math.min(after + 4, source.settled));
      const position = after + messages.length;
      return { messages, position, caughtUp: position + 1 >= source.settled };
    },
  };
  return source;
}

test('everything is received, each pet in order, and the position is kept behind every page', async () => {
  const received: WholeMessage[] = [];
  const kept: number[] = [];
  const take = async (message: WholeMessage) => {
    received.push(message);
  };
  const end = await catchUp(take, { source: indexed(all.length), keep: (position) => void kept.push(position) });
  expect(end).toBe(all.length - 1);
  expect(kept.slice(0, 3)).toEqual([2, 5, 8]);
  for (const history of histories) {
    const petId = history[0]!.detail.metadata.petId;
    expect(received.filter(({ detail }) => detail.metadata.petId === petId)).toEqual(history);
  }
});

test('a run that was interrupted goes on from the position that was kept last', async () => {
  const received: string[] = [];
  let position: number | undefined;
  const keep = (next: number) => {
    position = next;
  };
  let isBroken = true;
  const take = async (message: WholeMessage) => {
    if (isBroken && idOf(message) === idOf(all[7]!)) throw new Error('no more');
    received.push(idOf(message));
  };
  const source = indexed(all.length);
  await expect(catchUp(take, { source, keep })).rejects.toThrow('no more');
  expect(position).toBe(5);
  isBroken = false;
  received.length = 0;
  await catchUp(take, { source, position, keep });
  expect(new Set(received)).toEqual(new Set(all.slice(6).map(idOf)));
});

test('it does not end before events are readable that were recorded just before it began', async () => {
  const source = indexed(all.length - 2, 1_000);
  const received: string[] = [];
  const keep = (position: number) => {
    if (position === all.length - 3) source.settled = all.length;
  };
  await catchUp(async (message) => void received.push(idOf(message)), { source, keep });
  expect(new Set(received)).toEqual(new Set(all.map(idOf)));
});

test('an aborted signal ends it, also while it waits', async () => {
  const abort = new AbortController();
  const source = indexed(2, 60_000);
  const running = catchUp(async () => {}, { source, signal: abort.signal, keep: () => abort.abort() });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
});

test('feed and log are waited for as long as they may take to show an event', () => {
  const nowhere = { send: () => Promise.reject(new Error('nobody asks')) };
  expect(feedOf(nowhere).settlesInMs).toBeGreaterThan(SETTLING_MS);
  // A run a minute, the time of a run, and one more for an event that was late for it.
  expect(logOf(nowhere).settlesInMs).toBeGreaterThanOrEqual(60_000 + timeoutOf('sequenceLog') * 1_000 + 60_000);
});

test('a position is kept before more is read', async () => {
  const source = indexed(all.length);
  let kept = -1;
  const read: typeof source.read = (after = -1) => {
    expect(after).toBe(kept);
    return source.read(after);
  };
  const keep = async (position: number) => {
    await sleep(1);
    kept = position;
  };
  await catchUp(async () => {}, { source: { ...source, read }, keep });
  expect(kept).toBe(all.length - 1);
});

test('a page of the log without events leaves its reader where it was', async () => {
  const empty = { send: async () => ({ items: [], caughtUp: true }) as never };
  expect(await logOf(empty).read(41)).toMatchObject({ position: 41, caughtUp: true });
  expect(await logOf(empty).read(undefined)).toMatchObject({ position: -1 });
});

import { expect, test } from 'vitest';
import { follow, LogGap } from '../../src/client/follow.ts';
import type { LoggedItem } from '../../src/client/petsRequests.ts';

const itemOf = (index: number) => ({ index, eventId: `event ${index}` }) as LoggedItem;
const page = (indexes: readonly number[], caughtUp = false) => ({
  items: indexes.map(itemOf),
  nextCursor: null,
  caughtUp,
});

/** What a follower is given of these pages, asked for behind these indexes. */
async function followed(pages: ReturnType<typeof page>[], after?: number) {
  const asked: number[] = [];
  const given: number[] = [];
  const stop = new AbortController();
  const pageAfter = async (index: number) => {
    asked.push(index);
    const next = pages.shift();
    if (pages.length === 0) stop.abort();
    return next!;
  };
  for await (const { index } of follow(pageAfter, { pollMs: 0, ...(after !== undefined && { after }) }, stop.signal))
    given.push(index);
  return { asked, given };
}

test('pages follow each other, and an empty one is asked for again', async () => {
  expect(await followed([page([0, 1]), page([2]), page([], true), page([3], true)])).toEqual({
    asked: [-1, 1, 2, 2],
    given: [0, 1, 2, 3],
  });
});

test('it goes on behind an index, and gives nothing twice', async () => {
  expect(await followed([page([5, 6]), page([6, 7])], 4)).toEqual({ asked: [4, 6], given: [5, 6, 7] });
});

test('a gap is an error, and nothing behind it is given', async () => {
  await expect(followed([page([0, 2])])).rejects.toThrow(LogGap);
});

test('an abort ends it while it asks; any other failure is its own', async () => {
  const stop = new AbortController();
  const aborted = async () => {
    stop.abort();
    throw stop.signal.reason;
  };
  expect(await follow(aborted, {}, stop.signal).next()).toEqual({ value: undefined, done: true });
  const failing = async () => {
    throw new Error('down');
  };
  await expect(follow(failing, {}, undefined).next()).rejects.toThrow('down');
});

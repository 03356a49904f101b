import { expect, test } from 'vitest';
import { newestEvents } from '../../console/lists/newestEvents.ts';
import type { ApiRequest } from '../../src/client/apiRequest.ts';

const END = Date.parse('2026-03-01T12:00:00.000Z');

/** A feed with events at these times, a hundred of them a page at most, that counts its requests. */
function feedOf(times: readonly number[]) {
  const asked: string[] = [];
  const send = async ({ path }: ApiRequest) => {
    asked.push(path);
    const query = new URL(path, 'http://pets').searchParams;
    const [from, to] = [Date.parse(query.get('from')!), Date.parse(query.get('to')!)];
    const found = times.filter((at) => at >= from && at < to).toSorted((a, b) => a - b);
    const start = Number(query.get('cursor') ?? 0);
    const items = found.slice(start, start + 100).map((at) => ({ occurredAt: new Date(at).toISOString() }));
    const caughtUp = start + 100 >= found.length;
    return { items, caughtUp, nextCursor: String(start + 100) };
  };
  return { send: send as never, asked };
}
const timesOf = (count: number, gap: number, last = END - 1_000) =>
  Array.from({ length: count }, (_, place) => last - place * gap);
const newest = async (times: readonly number[], query = {}) => {
  const { send, asked } = feedOf(times);
  const { items, olderThan } = await newestEvents({ to: new Date(END).toISOString(), ...query }, send);
  return { found: items.map(({ occurredAt }) => Date.parse(occurredAt)), olderThan, requests: asked.length };
};

test.each([
  ['none', []],
  ['a few of long ago', timesOf(3, 1_000, 5_000)],
  ['a page', timesOf(40, 1_000)],
  ['thousands an hour', timesOf(5_000, 500)],
  ['a burst after which nothing came', timesOf(700, 1, END - 3_000_000)],
])('the newest of %s come first, in a few requests', async (_, times) => {
  const { found, requests } = await newest(times);
  expect(found).toEqual(times.slice(0, found.length));
  expect(found.length).toBeGreaterThanOrEqual(Math.min(25, times.length));
  expect(requests).toBeLessThanOrEqual(20);
});

test('page by page, no event is left out', async () => {
  const times = timesOf(3_000, 700);
  const seen = new Set<number>();
  for (let to: string | null = new Date(END).toISOString(); to !== null; ) {
    const page: Awaited<ReturnType<typeof newest>> = await newest(times, { to });
    for (const at of page.found) seen.add(at);
    to = page.olderThan;
  }
  expect(seen.size).toBe(3_000);
});

test('a beginning that was asked for is the end of the list', async () => {
  const { found, olderThan } = await newest(timesOf(60, 60_000), { from: new Date(END - 600_000).toISOString() });
  expect([found.length, olderThan]).toEqual([10, null]);
});

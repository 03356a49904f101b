import type { CallOptions } from '../../src/client/apiRequest.ts';
import { type EventsPage, type EventsQuery, type FeedItem, petsRequests } from '../../src/client/petsRequests.ts';
import { pets } from '../service/pets.ts';

/** The last events of a feed that reads forward, newest first. */
export interface NewestEvents {
  items: FeedItem[];
  /** ISO 8601: where older events end; null if there are none. */
  olderThan: string | null;
}

const PAGE = 100;
const ENOUGH = 25;
const HOUR_MS = 3_600_000;
const FACTOR = 24;
/** A span that holds more events than a page is not cut any shorter than this. */
const SHORTEST_MS = 10;

/**
 * The newest events that the filters ask for, `from` a time, before `to`. The feed reads forward only, so a span of time
 * that ends at `to` is made longer until it holds enough of them, or shorter until a page holds all of it: a few requests,
 * however long the feed.
 */
export async function newestEvents(
  { from, to, ...filters }: EventsQuery,
  options: CallOptions,
  send: typeof pets.send = pets.send,
): Promise<NewestEvents> {
  const end = to === undefined ? Date.now() : Date.parse(to);
  const first = from === undefined ? 0 : Date.parse(from);
  let isShrinking = false;
  for (let span = HOUR_MS; ; span = isShrinking ? span / FACTOR : span * FACTOR) {
    const start = Math.max(first, end - span);
    const query = { ...filters, from: isoOf(start), to: isoOf(end), limit: PAGE };
    const page: EventsPage = await send(petsRequests.events(query), options);
    const isWhole = page.caughtUp || page.nextCursor === null;
    const isEnough = page.items.length >= ENOUGH || start <= first || isShrinking;
    if ((isWhole && isEnough) || span <= SHORTEST_MS)
      return { items: page.items.reverse(), olderThan: start <= first ? null : isoOf(start) };
    isShrinking ||= !isWhole;
  }
}

const isoOf = (time: number): string => new Date(time).toISOString();

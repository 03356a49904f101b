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

/**
 * The newest events that the filters ask for, `from` a time, before `to`. The feed reads forward only. So a span of time
 * that ends at `to` is made longer while it holds too few events, and shorter while it holds more than a page: a few
 * requests, however long the feed. A burst that no span cuts in two is read to its end.
 */
export async function newestEvents(
  { from, to, ...filters }: EventsQuery,
  options: CallOptions,
  send: typeof pets.send = pets.send,
): Promise<NewestEvents> {
  const end = to === undefined ? Date.now() : Date.parse(to);
  const first = from === undefined ? 0 : Date.parse(from);
  let [short, long] = [1, Number.POSITIVE_INFINITY];
  for (let span = HOUR_MS; ; span = long === Number.POSITIVE_INFINITY ? span * FACTOR : Math.sqrt(short * long)) {
    const start = Math.max(first, Math.floor(end - span));
    const query = { ...filters, from: isoOf(start), to: isoOf(end), limit: PAGE };
    let page = await send(petsRequests.events(query), options);
    if (isWhole(page) && (page.items.length >= ENOUGH || start <= first))
      return { items: page.items.reverse(), olderThan: start <= first ? null : isoOf(start) };
    if (isWhole(page)) short = span;
    else long = span;
    if (long / short > 1.01) continue;

    let items = page.items;
    while (!isWhole(page)) {
      page = await send(petsRequests.events({ ...query, cursor: page.nextCursor! }), options);
      items = [...items, ...page.items].slice(-PAGE);
    }
    // Rather twice than never: events of the same millisecond may be on the next page too.
    const oldest = items[0] ? Date.parse(items[0].occurredAt) + 1 : start;
    return { items: items.reverse(), olderThan: isoOf(oldest) };
  }
}

const isWhole = ({ caughtUp, nextCursor }: EventsPage): boolean => caughtUp || nextCursor === null;
const isoOf = (time: number): string => new Date(time).toISOString();

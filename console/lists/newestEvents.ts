import type { ApiRequest, CallOptions } from '../../src/client/apiRequest.ts';
import { type EventsPage, type EventsQuery, type FeedItem, petsRequests } from '../../src/client/petsRequests.ts';

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
/** Two spans are as good as one from here on. */
const CLOSE = 1.01;

/**
 * The newest events that the filters ask for, `from` a time, before `to`. The feed reads forward only. So a span of time
 * that ends at `to` is made longer while it holds too few events, and shorter while it holds more than a page: a few
 * requests, however long the feed. A burst that no span cuts in two is read to its end.
 */
export async function newestEvents(
  { from, to, ...filters }: EventsQuery,
  send: (request: ApiRequest<EventsPage>, options: CallOptions) => Promise<EventsPage>,
  options: CallOptions = {},
): Promise<NewestEvents> {
  const end = to === undefined ? Date.now() : Date.parse(to);
  const first = from === undefined ? 0 : Date.parse(from);
  const read = (query: EventsQuery) => send(petsRequests.events({ ...filters, ...query, limit: PAGE }), options);
  let [short, long] = [1, Number.POSITIVE_INFINITY];
  for (let span = HOUR_MS; long / short > CLOSE; ) {
    const start = Math.max(first, Math.floor(end - span));
    const page = await read({ from: isoOf(start), to: isoOf(end) });
    if (isWhole(page) && (page.items.length >= ENOUGH || start <= first))
      return { items: page.items.reverse(), olderThan: start <= first ? null : isoOf(start) };
    if (isWhole(page)) short = span;
    else long = span;
    span = long === Number.POSITIVE_INFINITY ? span * FACTOR : Math.sqrt(short * long);
  }

  const range = { from: isoOf(Math.max(first, Math.floor(end - long))), to: isoOf(end) };
  let page = await read(range);
  let items = page.items;
  while (!isWhole(page)) {
    page = await read({ ...range, cursor: page.nextCursor! });
    items = [...items, ...page.items].slice(-PAGE);
  }
  // Rather twice than never: events of the same millisecond may be on the next page too.
  const olderThan = items[0] ? isoOf(Date.parse(items[0].occurredAt) + 1) : range.from;
  return { items: items.reverse(), olderThan };
}

const isWhole = ({ caughtUp, nextCursor }: EventsPage): boolean => caughtUp || nextCursor === null;
const isoOf = (time: number): string => new Date(time).toISOString();

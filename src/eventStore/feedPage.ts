import type { EventFeed } from './eventFeed.ts';
import { idsFrom } from './nextEventId.ts';
import type { RecordedEvent } from './recordedEvent.ts';

/**
 * An event is shown once it is this old. Its id is made before it is written, and the index trails the table: an event
 * may turn up behind ones with greater ids. So the feed ends where, by the delay, nothing can turn up any more.
 *
 * The delay must cover, added up: the longest append, 3.3 s (three attempts of a second and the pauses between them, see
 * src/dynamo/translateFaults.ts), the lag of the index, and how far the writer's clock is behind the reader's. That leaves 1.7 s for the
 * last two, each of which is milliseconds on AWS. A clock that is ahead only delays its events.
 */
export const SETTLING_MS = 5_000;

/** The events that a page may look at to find those that its filters ask for. */
const MOST_READ = 1_000;

export interface FeedQuery<R> {
  /** Goes on behind this id, or from this time's prefix (`idsFrom`) on. */
  above: string;
  /** Only events before this time, in milliseconds since 1970. */
  to?: number;
  limit: number;
  accepts: (event: R) => boolean;
  /** Whether one more event that was read still has room. */
  fits: (event: R) => boolean;
  /** Whether few of the events are expected to be accepted. */
  selective: boolean;
}

export interface FeedPage<R> {
  events: R[];
  /** Where the next page goes on. */
  position: string;
  /** Whether the page comes up to the end of what is settled. */
  caughtUp: boolean;
  /** Whether `to` is settled and reached: no event can follow. */
  finished: boolean;
}

/** A page of the feed at the time `now`. Its work is bounded: with filters it may be short, or empty, and not the last. */
export async function feedPage<R extends RecordedEvent>(
  { feed }: EventFeed<R>,
  query: FeedQuery<R>,
  now: number,
): Promise<FeedPage<R>> {
  const { above, to = Number.POSITIVE_INFINITY, limit, accepts, fits, selective } = query;
  const settled = now - SETTLING_MS;
  const page: FeedPage<R> = { events: [], position: above, caughtUp: false, finished: false };
  const range = { above, below: idsFrom(Math.min(settled, to)), count: selective ? MOST_READ : limit };

  let read = 0;
  for await (const event of feed(range)) {
    if (!fits(event)) return page;
    page.position = event.eventId;
    if (accepts(event)) page.events.push(event);
    if (page.events.length === limit || ++read === MOST_READ) return page;
  }
  return { ...page, caughtUp: true, finished: to <= settled };
}

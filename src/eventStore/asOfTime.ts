import { decodeTime } from 'ulid';
import type { EventStore } from './eventStore.ts';
import type { RecordedEvent } from './recordedEvent.ts';

/** How many of the newest events are read first: of small ones, they cost as much as one. */
const NEWEST = 4;

/**
 * The stream's newest event whose time is not after `time` (milliseconds since 1970); undefined if it had none by then,
 * from the version `from` on.
 *
 * Within a stream, times rise with versions, so bisection finds it: one read of the newest events, and log2(newest version)
 * reads of one event at most. A version that was removed is passed over.
 */
export async function asOfTime<R extends RecordedEvent>(
  store: EventStore<R>,
  streamId: string,
  time: number,
  from = 1,
): Promise<R | undefined> {
  // Every event from `after` on is later than the time, and none between `low` and `found` is.
  let after = from;
  for await (const event of store.read(streamId, { from, order: 'desc', limit: NEWEST })) {
    if (isBy(event, time)) return event;
    after = event.version;
  }
  let found: R | undefined;
  for (let low = from - 1; after - low > 1; ) {
    const version = Math.floor((low + after) / 2);
    const middle = await store.asOf(streamId, version);
    if (middle && !isBy(middle, time)) after = middle.version;
    else {
      low = version;
      found = middle ?? found;
    }
  }
  return found;
}

const isBy = (event: { eventId: string }, time: number): boolean => decodeTime(event.eventId) <= time;

import { decodeTime } from 'ulid';
import type { EventStore } from './eventStore.ts';
import type { RecordedEvent } from './recordedEvent.ts';

/**
 * The stream's newest event whose time is not after `time` (milliseconds since 1970); undefined if it had none by then.
 *
 * Within a stream, times rise with versions, so bisection finds it: 1 + log2(newest version) reads at most, each of one
 * event, and one read for the present. A version that was removed is passed over.
 */
export async function asOfTime<R extends RecordedEvent>(
  store: EventStore<R>,
  streamId: string,
  time: number,
): Promise<R | undefined> {
  const newest = await store.newest(streamId);
  if (!newest || isBy(newest, time)) return newest;

  let found: R | undefined;
  // Every event from `after` on is later than the time, and none between `low` and `found` is.
  let after = newest.version;
  for (let low = 0; after - low > 1; ) {
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

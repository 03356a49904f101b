import { decodeTime } from 'ulid';
import type { EventStore } from './eventStore.ts';
import type { RecordedEvent } from './recordedEvent.ts';

/**
 * The pet's newest event whose time is not after `time` (milliseconds since 1970); undefined where the pet had none.
 *
 * Within a pet, times rise with versions, so bisection finds it: 1 + log2(newest version) reads at most, each of one
 * event, and one read for the present.
 */
export async function asOfTime(store: EventStore, petId: string, time: number): Promise<RecordedEvent | undefined> {
  const newest = await store.newest(petId);
  if (!newest || isBy(newest, time)) return newest;

  let found: RecordedEvent | undefined;
  let after = newest.version;
  for (let low = 0; after - low > 1; low = found?.version ?? low) {
    const version = Math.floor((low + after) / 2);
    const middle = await store.asOf(petId, version);
    if (middle?.version !== version) throw new Error(`the history of ${petId} has no version ${version}`);
    if (isBy(middle, time)) found = middle;
    else after = version;
  }
  return found;
}

const isBy = (event: RecordedEvent, time: number): boolean => decodeTime(event.eventId) <= time;

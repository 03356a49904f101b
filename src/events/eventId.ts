import { decodeTime, ulid } from 'ulid';

/** The canonical form of a ULID, within the range whose time can be decoded (github.com/ulid/spec). */
export const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/**
 * The id of a pet's next event: a ULID whose time is `now`, or one millisecond past the previous event's where a
 * skewed clock would put it earlier. So within a pet, ids sort as versions do.
 */
export function nextEventId(previousEventId: string | undefined, now: number): string {
  return ulid(previousEventId === undefined ? now : Math.max(now, decodeTime(previousEventId) + 1));
}

/** The time in an event's id, ISO 8601 in UTC with milliseconds. */
export function timeOf(eventId: string): string {
  return new Date(decodeTime(eventId)).toISOString();
}

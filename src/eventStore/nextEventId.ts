import { decodeTime, encodeTime } from 'ulid';
import { newUlid } from './newUlid.ts';

/** The canonical form of a ULID, within the range whose time can be decoded (github.com/ulid/spec). */
export const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/**
 * The id of a stream's next event: a ULID whose time is `now`, or one millisecond past the previous event's where a
 * skewed clock would put it earlier. So within a stream, ids sort as versions do.
 */
export function nextEventId(previousEventId: string | undefined, now: number): string {
  return newUlid(previousEventId === undefined ? now : Math.max(now, decodeTime(previousEventId) + 1));
}

/** The time in an id, ISO 8601 in UTC with milliseconds. Throws where it is no ULID. */
export function decodedInstant(eventId: string): string {
  return new Date(decodeTime(eventId)).toISOString();
}

const TIME_LETTERS = 10;
/** The greatest time that a ULID can hold. */
const LAST_TIME = 2 ** 48 - 1;

/** A text that sorts before the ids of a time (milliseconds since 1970) and behind those of all times before it. */
export function idsFrom(time: number): string {
  return encodeTime(Math.min(Math.max(0, time), LAST_TIME), TIME_LETTERS);
}

/** Texts that sort before and behind all ids, and before the ids behind one. */
export const BEFORE_ALL = '';
export const AFTER_ALL = '~';
export const behind = (position: string): string => `${position}!`;

/** A place in the order of all ids: an id, or a text of `idsFrom`. */
export const FEED_POSITION = /^[0-7][0-9A-HJKMNP-TV-Z]{9}(?:[0-9A-HJKMNP-TV-Z]{16})?$/;

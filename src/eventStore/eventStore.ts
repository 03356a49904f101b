import type { RecordedEvent } from './recordedEvent.ts';

/** A part of a stream. Without a member: from its first version, to its last, all of it, oldest first. */
export interface StreamRange {
  /** The lowest and the highest version of the part, both included. */
  from?: number;
  to?: number;
  order?: 'asc' | 'desc';
  /** At most so many events. */
  limit?: number;
}

/** A part of all pets' events: ids strictly between two bounds, each an id or a time's prefix of ids (`idsFrom`). */
export interface FeedRange {
  above: string;
  below: string;
  /** How many events to read of a shard at once. */
  step: number;
}

/** An item of another table that is inserted together with an event, or not at all. */
export interface Companion {
  table: string;
  item: Record<string, unknown>;
}

/** The pets' streams. Every method throws `Unavailable` where the store can't be reached. */
export interface EventStore {
  /**
   * Adds the event at its version, in one request; with a companion, both in one transaction. `version-conflict` means
   * that another event holds that version, never that this very event was there already; `companion-exists` that the
   * companion's key was taken. If it throws, the event may or may not have been stored.
   */
  append(event: RecordedEvent, companion?: Companion): Promise<'appended' | 'version-conflict' | 'companion-exists'>;
  /** The event at a version, strongly consistent. */
  at(petId: string, version: number): Promise<RecordedEvent | undefined>;
  /** The pet's newest event, strongly consistent, in one request whatever the history's length. */
  newest(petId: string): Promise<RecordedEvent | undefined>;
  /**
   * The pet as of a version: the event at that version, or the newest one where the pet has not come that far.
   * Strongly consistent, in one request.
   */
  asOf(petId: string, version: number): Promise<RecordedEvent | undefined>;
  /** The pet's events, strongly consistent, in the order of their versions, read page by page as they are taken. */
  read(petId: string, range?: StreamRange): AsyncIterable<RecordedEvent>;
  /**
   * All pets' events in the order of their ids, eventually consistent, read as they are taken. What is no event is left
   * out.
   */
  feed(range: FeedRange): AsyncIterable<RecordedEvent>;
}

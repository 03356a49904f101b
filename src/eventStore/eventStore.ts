import type { RecordedEvent } from './recordedEvent.ts';
import type { SealedEvent } from './seal.ts';

/** A part of a stream. By default all of it, oldest first. */
export interface StreamRange {
  /** The lowest and the highest version of the part, both included. */
  from?: number;
  to?: number;
  order?: 'asc' | 'desc';
  /** At most this many events. */
  limit?: number;
}

/** An item of another table that is inserted together with an event, or not at all. */
export interface Companion {
  table: string;
  key: Record<string, unknown>;
  /** The item's attributes beside its key. */
  attributes: Record<string, unknown>;
}

/** `version-conflict`: another event holds that version. `companion-exists`: the companion's key was taken. */
export type AppendOutcome = 'appended' | 'version-conflict' | 'companion-exists';

/** The streams of one kind. Every method throws `Unavailable` where the store can't be reached. */
export interface EventStore<R extends RecordedEvent = RecordedEvent> {
  /** Over how many shards the items of events are spread. */
  readonly shards: number;
  /**
   * Adds the event at its version, in one request; with a companion, both in one transaction. An event that was there
   * already, by an attempt before, counts as appended. If it throws, the event may or may not have been stored.
   */
  append(sealed: SealedEvent<R>, companion?: Companion): Promise<AppendOutcome>;
  /** The event at a version, strongly consistent. */
  at(streamId: string, version: number): Promise<R | undefined>;
  /** The stream's newest event, strongly consistent, in one request whatever the history's length. */
  newest(streamId: string): Promise<R | undefined>;
  /**
   * The event at a version, or the newest one before it where the stream has not come that far or has a gap. Strongly
   * consistent, in one request.
   */
  asOf(streamId: string, version: number): Promise<R | undefined>;
  /** The stream's events, strongly consistent, in the order of their versions, read page by page as they are taken. */
  read(streamId: string, range?: StreamRange): AsyncIterable<R>;
}

import type { RecordedEvent } from './recordedEvent.ts';

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
  /** All of the pet's events, strongly consistent, in the order of their versions. */
  read(petId: string): AsyncIterable<RecordedEvent>;
}

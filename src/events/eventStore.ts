import type { RecordedEvent } from './recordedEvent.ts';

/** The pets' streams. Every method throws `Unavailable` where the store can't be reached. */
export interface EventStore {
  /**
   * Adds the event at its version, in one request. `version-conflict` means that another event holds that version,
   * never that this very event was there already. If it throws, the event may or may not have been stored.
   */
  append(event: RecordedEvent): Promise<'appended' | 'version-conflict'>;
  /** The pet's newest event, strongly consistent, in one request whatever the history's length. */
  newest(petId: string): Promise<RecordedEvent | undefined>;
  /** All of the pet's events, strongly consistent, in the order of their versions. */
  read(petId: string): AsyncIterable<RecordedEvent>;
}

import type { JsonObject } from '../domain/jsonValue.ts';
import type { RecordedEvent } from './recordedEvent.ts';

/** One of `segments` parts of a table, and the place in it to go on from. */
export interface Part {
  segment: number;
  segments: number;
  limit: number;
  startKey: Record<string, unknown> | null;
}

/** Where an event is. */
export interface EventPlace {
  streamId: string;
  version: number;
}

/** What tells an event from any other that might stand in its place. */
export interface EventHead extends EventPlace {
  eventId: string;
  hash: string;
}

/** An item that can't be read as an event. */
export interface Unreadable extends EventPlace {
  message: string;
}

/** All streams of one kind, for work that looks at every one of them. */
export interface StreamCatalog<R extends RecordedEvent = RecordedEvent> {
  /** The ids of a part's next streams, eventually consistent; `startKey` is null at the part's end. */
  streams(part: Part): Promise<{ streamIds: string[]; startKey: Record<string, unknown> | null }>;
  /** Which of these places hold an event, with the events' ids and hashes, in any order. */
  heads(places: readonly EventPlace[], consistent: boolean): Promise<EventHead[]>;
  /** The stream's newest event that can be read, strongly consistent, and the newer items that can't. */
  newestReadable(streamId: string): Promise<{ event?: R; unreadable: Unreadable[] }>;
  /** The stream's items as they are stored, strongly consistent, in the order of their versions. */
  items(streamId: string): AsyncIterable<JsonObject>;
}

import type { JsonObject } from '../domain/jsonValue.ts';
import { AFTER_ALL, BEFORE_ALL } from './nextEventId.ts';
import type { RecordedEvent } from './recordedEvent.ts';

/** A part of all streams: those of a shard whose first event has an id above one and up to another. */
export interface StreamRange {
  shard: string;
  above: string;
  upTo: string;
}

export const wholeShard = (shard: string): StreamRange => ({ shard, above: BEFORE_ALL, upTo: AFTER_ALL });

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
  /** All streams in about so many parts of about the same size. The last ones are open to streams that begin later. */
  ranges(parts: number): Promise<StreamRange[]>;
  /** The ids of a part's first streams, eventually consistent, and what is left of it: null where that is nothing. */
  streams(range: StreamRange, limit: number): Promise<{ streamIds: string[]; rest: StreamRange | null }>;
  /** Which of these places hold an event, with the events' ids and hashes, in any order. */
  heads(places: readonly EventPlace[], consistent: boolean): Promise<EventHead[]>;
  /** The stream's newest event that can be read, strongly consistent, and the newer items that can't. */
  newestReadable(streamId: string): Promise<{ event?: R; unreadable: Unreadable[] }>;
  /** The stream's items as they are stored, strongly consistent, in the order of their versions. */
  items(streamId: string): AsyncIterable<JsonObject>;
}

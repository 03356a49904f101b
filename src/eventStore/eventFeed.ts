import type { RecordedEvent } from './recordedEvent.ts';
import type { EventHead } from './streamCatalog.ts';

/** A part of all streams' events: ids strictly between two bounds, each an id or a time's prefix of ids (`idsFrom`). */
export interface FeedRange {
  above: string;
  below: string;
  /** About as many as will be taken, or taken at a time: fewer than twice as many are read. */
  count: number;
}

/** All streams' events. */
export interface EventFeed<R extends RecordedEvent = RecordedEvent> {
  /**
   * The events in the order of their ids, eventually consistent, read as they are taken. What is not an event is left
   * out.
   */
  feed(range: FeedRange): AsyncIterable<R>;
  /** The same with no more than tells an event from others; those that can't be read are among them. */
  feedHeads(range: FeedRange): AsyncIterable<EventHead>;
}

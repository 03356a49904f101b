/** A life of a stream: its id is that of the event that began it. */
export interface Life {
  eventId: string;
  streamId: string;
  /** The version of the event that began it. */
  version: number;
}

/** The lives of all streams. */
export interface LifeIndex {
  /** The lives that began before an id or a time's prefix of ids (`idsFrom`), newest first, read about `count` at a time. */
  lives(before: string, count: number): AsyncIterable<Life>;
}

import type { Meter } from '../dynamo/meter.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import type { StreamCatalog } from '../eventStore/streamCatalog.ts';
import type { ReadModel } from './project.ts';

/** Something that a rebuild met and does not mend by itself. */
export interface Oddity {
  message: string;
  streamId: string;
  version: number;
  eventId?: string;
}

/** An oddity as it is logged: the stream's id by the name that it has in the tables. */
export const loggedOddity = (idAttribute: string, { streamId, message, ...others }: Oddity) => ({
  message,
  [idAttribute]: streamId,
  ...others,
});

/** What a rebuild works on: all streams of one kind, and the read models that are made of them. */
export interface RebuildContext<R extends RecordedEvent> {
  catalog: StreamCatalog<R>;
  readModels: readonly ReadModel<R>[];
  /** Counts the read units of both. */
  meter: Meter;
  report(oddity: Oddity): void;
}

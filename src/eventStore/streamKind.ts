import type * as z from 'zod/mini';
import type { JsonObject } from '../domain/jsonValue.ts';
import type { EventOf, RecordedEvent } from './recordedEvent.ts';

/** Brings a stored item of one schema version to the shape of the next. It must not throw. */
export type Upcaster = (item: JsonObject) => JsonObject;

/** What such a schema takes is what it gives: it has no defaults and transforms nothing. */
type Unchanging<T> = z.ZodMiniType<T, T>;

/** What the store knows of a kind of stream: how its events are stored and read, and what they make of a state. */
export interface StreamKind<R extends RecordedEvent = RecordedEvent> {
  /** The attribute that holds a stream's id: the partition key of the table. */
  idAttribute: string;
  /** The first reads schemaVersion 1, the next 2, and so on. Stored items are never migrated, so each stays for ever. */
  upcasters: readonly Upcaster[];
  /** The schemas of the events' data, by type. */
  events: Readonly<{ [T in R['type']]: { data: Unchanging<Extract<R, { type: T }>['data']> } }>;
  state: Unchanging<NonNullable<R['state']>>;
  /**
   * One event onto a state; null before a life and after it. Throws where the event can't follow. An event onto null has
   * the whole state in its data.
   */
  evolve(state: R['state'], event: EventOf<R>): R['state'];
}

/** The newest shape that this code reads, and the one that it writes. */
export const schemaVersionOf = ({ upcasters }: Pick<StreamKind, 'upcasters'>): number => upcasters.length + 1;

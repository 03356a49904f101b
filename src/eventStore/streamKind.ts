import type * as z from 'zod/mini';
import type { JsonObject, JsonValue } from '../domain/jsonValue.ts';
import type { EventOf, RecordedEvent } from './recordedEvent.ts';

/** Brings a stored item of one schema version to the shape of the next. It must not throw. */
export type Upcaster = (item: JsonObject) => JsonObject;

/** What such a schema takes is what it gives: it has no defaults and transforms nothing. */
type Unchanging<T> = z.ZodMiniType<T, T>;

/** What the store knows of the personal values in a kind of stream, which it keeps beside the chain of hashes. */
export interface PersonalData<R extends RecordedEvent = RecordedEvent> {
  split(attributes: JsonObject): Parts;
  join(parts: Parts): JsonObject;
  /** The names whose values are objects of several attributes, which `join` puts beside the others. */
  gathers: readonly string[];
  /** The names whose values an event erases. */
  erasedBy(event: EventOf<R>): readonly string[];
}

/** Either all attributes of a state, or changes to them with a `$personal` of whole values. */
interface AttributesIn {
  member: string;
  are: 'whole' | 'changes';
}

/** Attributes in their two parts: the personal values have names of their own. */
interface Parts {
  plain: JsonObject;
  personal: { [name: string]: JsonValue };
}

/** What the store knows of a kind of stream: how its events are stored and read, and what they make of a state. */
export interface StreamKind<R extends RecordedEvent = RecordedEvent> {
  /** The attribute that holds a stream's id: the partition key of the table. */
  idAttribute: string;
  /** The first reads schemaVersion 1, the next 2, and so on. Stored items are never migrated, so each stays for ever. */
  upcasters: readonly Upcaster[];
  /** The schemas of the events' data, by type, and which member of the data has attributes of the state. */
  events: Readonly<{
    [T in R['type']]: { data: Unchanging<Extract<R, { type: T }>['data']>; attributes?: AttributesIn };
  }>;
  state: Unchanging<NonNullable<R['state']>>;
  /** Absent where nothing is personal. */
  personal?: PersonalData<R>;
  /**
   * One event onto a state; null before a life and after it. Throws where the event can't follow. An event onto null has
   * the whole state in its data.
   */
  evolve(state: R['state'], event: EventOf<R>): R['state'];
}

/** The newest shape that this code reads, and the one that it writes. */
export const schemaVersionOf = ({ upcasters }: Pick<StreamKind, 'upcasters'>): number => upcasters.length + 1;

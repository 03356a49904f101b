import type { JsonObject } from '../domain/jsonValue.ts';

/** What happened, as a domain says it. */
export interface DomainEvent {
  type: string;
  data: JsonObject;
}

/** Who caused an event, and in which request. */
export interface EventMetadata {
  actor: string;
  requestId: string;
  /** The business transaction that the request belongs to; the request's own id if the caller named none. */
  correlationId: string;
  /** The id of the message or event that caused this one. */
  causationId?: string;
  /** W3C Trace Context, as received. */
  traceparent?: string;
}

/**
 * Stands for a personal value in what is hashed: `c` tells nothing without the salt, and can't be of any other value with
 * it. The construction is that of RFC 9901 (SD-JWT), "Disclosures". No `salt`: the value is gone.
 */
export interface Commitment {
  c: string;
  salt?: string;
}

/** The commitments to the personal values of a state, by their names. */
export type Commitments = Record<string, Commitment>;

/** An event as history holds it. */
export type RecordedEvent<E extends DomainEvent = DomainEvent, S extends object = object> = E & {
  eventId: string;
  streamId: string;
  /** The event's position in its stream, from 1, without gaps. */
  version: number;
  schemaVersion: number;
  /** The time in `eventId`: ISO 8601 in UTC, with milliseconds. */
  occurredAt: string;
  /** The state after the event, by `evolve`; null where a life ended. */
  state: S | null;
  /** The event that began the present life: the event itself if it did, null if it ended one. */
  createdEventId: string | null;
  /** Of each personal value that the stream's events hold since it was last erased, the first version that has one. */
  heldSince?: Record<string, number>;
  /** What stands for the state's personal values in what is hashed. */
  commitments?: Commitments;
  metadata: EventMetadata;
  /** The hash of the version before; null for the first. */
  previousHash: string | null;
  /** SHA-256, see hashOf.ts. */
  hash: string;
};

/** Whether the event began the life that it belongs to. */
export const beginsLife = ({ eventId, createdEventId }: Pick<RecordedEvent, 'eventId' | 'createdEventId'>): boolean =>
  eventId === createdEventId;

/** What a kind of recorded events says happened. */
export type EventOf<R extends RecordedEvent> = R extends RecordedEvent ? Pick<R, 'type' | 'data'> : never;

/** An event that has no hash yet. */
export type UnsealedEvent<R extends RecordedEvent> = EventOf<R> & Omit<R, 'hash' | 'type' | 'data'>;

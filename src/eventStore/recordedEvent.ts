import type { Pet, PetAttributes } from '../domain/pet.ts';
import { evolve, initialState, type PetEvent, type PetState } from '../domain/petEvents.ts';
import { SCHEMA_VERSION } from '../streams/petStream.ts';
import { sealed } from './eventCodec.ts';
import { nextEventId, timeOf } from './nextEventId.ts';

/** Who caused an event, and in which request. */
export interface EventMetadata {
  actor: string;
  requestId: string;
  /** The business transaction that the request belongs to; the request's own id where the caller named none. */
  correlationId: string;
  /** The id of the message or event that caused this one. */
  causationId?: string;
  /** W3C Trace Context, as received. */
  traceparent?: string;
}

/** A pet's event as history holds it. */
export type RecordedEvent = PetEvent & {
  eventId: string;
  petId: string;
  /** The event's position in its stream, from 1, without gaps. */
  version: number;
  schemaVersion: number;
  /** The time in `eventId`: ISO 8601 in UTC, with milliseconds. */
  occurredAt: string;
  /** The pet's attributes after the event, by `evolve`; null after a deletion. */
  state: PetAttributes | null;
  /** The PetCreated that began the pet's present life: the event itself for a PetCreated, null for a PetDeleted. */
  createdEventId: string | null;
  metadata: EventMetadata;
  /** The hash of the version before; null for the first. */
  previousHash: string | null;
  /** SHA-256, see hashChain.ts. */
  hash: string;
};

/** The state that an event leaves a pet in; without an event, the initial one. */
export function stateAfter(event: RecordedEvent | undefined): PetState {
  if (!event) return initialState;
  if (event.state === null || event.createdEventId === null) return { status: 'deleted' };
  return { status: 'live', pet: event.state, createdEventId: event.createdEventId };
}

/** Makes the event that follows `previous` in the pet's stream. `now` is in milliseconds since 1970. */
export function recordEvent(
  petId: string,
  previous: RecordedEvent | undefined,
  event: PetEvent,
  metadata: EventMetadata,
  now: number,
): RecordedEvent {
  const eventId = nextEventId(previous?.eventId, now);
  const after = evolve(stateAfter(previous), { ...event, eventId });
  return sealed({
    ...event,
    eventId,
    petId,
    version: (previous?.version ?? 0) + 1,
    schemaVersion: SCHEMA_VERSION,
    occurredAt: timeOf(eventId),
    state: after.status === 'live' ? after.pet : null,
    createdEventId: after.status === 'live' ? after.createdEventId : null,
    metadata,
    previousHash: previous?.hash ?? null,
  });
}

/** The pet as clients see it after an event; null after a deletion. */
export function petAfter(event: RecordedEvent): Pet | null {
  if (event.state === null || event.createdEventId === null) return null;
  return {
    petId: event.petId,
    ...event.state,
    version: event.version,
    createdAt: timeOf(event.createdEventId),
    updatedAt: event.occurredAt,
  };
}

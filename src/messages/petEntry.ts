import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { inReadingOrder } from '../domain/pet.ts';
import { petAfter, type RecordedEvent } from '../eventStore/recordedEvent.ts';
import type { PetMessage, Replay } from './petMessageSchemas.ts';

/** Raised with every field that the messages gain. */
const MESSAGE_VERSION = 1;

/**
 * EventBridge's newer pages allow an entry 1 MB, its older ones 256 KB (user guide, "Calculating PutEvents event entry
 * size"). This fits both, with room for the envelope.
 */
export const MAX_ENTRY_BYTES = 240_000;

/** What the publisher says of an event; the bus adds the rest of the message. */
export type PetDetail = PetMessage['detail'];

/** The message that tells consumers of an event. `replay` says in which replay it is told again. */
export function petDetail(event: RecordedEvent, replay?: Replay): PetDetail {
  const pet = petAfter(event);
  const { eventId, petId, version, occurredAt, metadata } = event;
  return {
    metadata: {
      eventId,
      petId,
      version,
      schemaVersion: MESSAGE_VERSION,
      occurredAt,
      actor: metadata.actor,
      correlationId: metadata.correlationId,
      ...(metadata.causationId !== undefined && { causationId: metadata.causationId }),
      requestId: metadata.requestId,
      ...(metadata.traceparent !== undefined && { traceparent: metadata.traceparent }),
      ...(replay && { replay }),
    },
    data: event.data,
    pet: pet && inReadingOrder(pet),
    // The pet's schema was checked when the event was decided on; types can't tell that of JSON.
  } as PetDetail;
}

/** The entry that publishes an event on a bus, never larger than a bus takes. */
export function petEntry(bus: string, event: RecordedEvent, replay?: Replay): PutEventsRequestEntry {
  const detail = petDetail(event, replay);
  const entry = {
    EventBusName: bus,
    Source: replay ? 'pets.replay' : 'pets',
    DetailType: event.type,
    Time: new Date(event.occurredAt),
    Detail: JSON.stringify(detail),
  };
  return entryBytes(entry) <= MAX_ENTRY_BYTES ? entry : { ...entry, Detail: JSON.stringify(withoutPet(detail)) };
}

/** The size of an entry as EventBridge counts it (same page). */
export function entryBytes({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: PutEventsRequestEntry) {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time ? 14 : 0) + texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
}

/** A message that is too large goes out with a link in place of the pet. */
function withoutPet({ pet: _, ...detail }: PetDetail) {
  const { petId, version } = detail.metadata;
  return { ...detail, links: { pet: `/pets/${petId}?version=${version}` } };
}

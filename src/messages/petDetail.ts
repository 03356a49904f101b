import { petAfter, type RecordedPetEvent } from '../streams/petStream.ts';
import { messageData, messagePet } from './messageData.ts';
import { MESSAGE_VERSION } from './messageVersion.ts';
import type { PetMessage, Replay } from './petMessageSchemas.ts';

/** What the publisher says of an event; the bus adds the rest of the message. */
export type PetDetail = PetMessage['detail'];

/** The message that tells consumers of an event. `replay` names the replay that sends it again. */
export function petDetail(event: RecordedPetEvent, replay?: Replay): PetDetail {
  const pet = petAfter(event);
  const { eventId, streamId, version, occurredAt, metadata } = event;
  return {
    metadata: {
      eventId,
      petId: streamId,
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
    data: messageData(event),
    pet: pet && messagePet(pet),
    // That the data and the pet are those of one type can't be told by types.
  } as PetDetail;
}

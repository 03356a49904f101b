import { petAfter, type RecordedPetEvent } from '../streams/petStream.ts';
import { messageData, messagePet, withoutPersonalData } from './messageData.ts';
import { MESSAGE_VERSION } from './messageVersion.ts';
import type { PetMessage, Replay } from './petMessageSchemas.ts';

/** What the publisher says of an event; the bus adds the rest of the message. */
export type PetDetail = PetMessage['detail'];

/** How an event is told. */
export interface Telling {
  /** In which replay it is told again. */
  replay?: Replay | undefined;
  /** Whether personal data is told as well. */
  personalData?: boolean | undefined;
}

/** The message that tells consumers of an event; without personal data, unless they are to have it. */
export function petDetail(recorded: RecordedPetEvent, { replay, personalData = false }: Telling = {}): PetDetail {
  const event = personalData ? recorded : withoutPersonalData(recorded);
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

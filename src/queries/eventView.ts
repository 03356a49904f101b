import type { RecordedPetEvent } from '../streams/petStream.ts';

/** An event as the API and the command line show it. */
export type EventView = ReturnType<typeof eventView>;

export function eventView({ eventId, streamId, version, type, schemaVersion, occurredAt, ...event }: RecordedPetEvent) {
  const { data, state, createdEventId, metadata, previousHash, hash } = event;
  const head = { eventId, petId: streamId, version, type, schemaVersion, occurredAt };
  return { ...head, data, state, createdEventId, metadata, previousHash, hash };
}

import { inMemberOrder } from '../domain/jsonValue.ts';
import type { RecordedPetEvent } from '../streams/petStream.ts';

/** An event as the API and the command line show it, its members always in the same order. */
export type EventView = ReturnType<typeof eventView>;

export function eventView({ eventId, streamId, version, type, schemaVersion, occurredAt, ...event }: RecordedPetEvent) {
  const { data, state, createdEventId, metadata, previousHash, hash } = event;
  const head = { eventId, petId: streamId, version, type, schemaVersion, occurredAt };
  const [orderedData, orderedState] = [inMemberOrder(data), state && inMemberOrder(state)];
  const { actor, requestId, correlationId, ...others } = metadata;
  const orderedMetadata = { actor, requestId, correlationId, ...inMemberOrder(others) };
  return {
    ...head,
    data: orderedData,
    state: orderedState,
    createdEventId,
    metadata: orderedMetadata,
    previousHash,
    hash,
  };
}

import { inMemberOrder } from '../domain/jsonValue.ts';
import { mapAttributes } from '../domain/petEvents.ts';
import { mergePatchOf, PERSONAL_NAMES, type PersonalName } from '../domain/splitPersonal.ts';
import type { RecordedPetEvent } from '../streams/petStream.ts';

/** The names of the personal values that the state had, and that were erased. A table returns commitments in any order. */
const erasedIn = ({ commitments = {} }: Pick<RecordedPetEvent, 'commitments'>): PersonalName[] =>
  PERSONAL_NAMES.filter((name) => commitments[name] && commitments[name].salt === undefined);

/** An event as the API and the command line show it, its members always in the same order. */
export type EventView = ReturnType<typeof eventView>;

export function eventView(event: RecordedPetEvent) {
  const { eventId, streamId, version, type, schemaVersion, occurredAt } = event;
  const { state, createdEventId, metadata, previousHash, hash } = event;
  const head = { eventId, petId: streamId, version, type, schemaVersion, occurredAt };
  const [orderedData, orderedState] = [
    inMemberOrder(mapAttributes(event, { whole: (pet) => pet, changes: mergePatchOf })),
    state && inMemberOrder(state),
  ];
  const erased = erasedIn(event);
  const { actor, requestId, correlationId, ...others } = metadata;
  const orderedMetadata = { actor, requestId, correlationId, ...inMemberOrder(others) };
  return {
    ...head,
    data: orderedData,
    state: orderedState,
    createdEventId,
    ...(erased.length > 0 && { erased }),
    metadata: orderedMetadata,
    previousHash,
    hash,
  };
}

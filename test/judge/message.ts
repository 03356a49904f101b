import { isSameJson, type JsonObject } from './json.ts';
import { plainOf } from './personal.ts';
import type { PetEvent } from './petEvent.ts';
import { type PetState, shownPet } from './petState.ts';

/** A message on the bus, as far as docs/events.md describes it. */
export interface Message {
  source: string;
  'detail-type': string;
  detail: Record<string, unknown>;
}

/** Whether a message says what an event did. `replay` is what a replay says of itself, and its source is another. */
export function tells(message: Message, event: PetEvent, state: PetState, replay?: JsonObject): boolean {
  const { eventId, petId, version, occurredAt, metadata } = event;
  const { actor, correlationId, causationId, requestId, traceparent } = metadata;
  const { metadata: told, ...detail } = message.detail as { metadata: JsonObject };
  const { schemaVersion, ...others } = told;
  const wanted = {
    ...{ eventId, petId, version, occurredAt, actor, correlationId, requestId },
    ...{ causationId, traceparent, replay },
  };
  return (
    message.source === (replay ? 'pets.replay' : 'pets') &&
    message['detail-type'] === event.type &&
    Number.isInteger(schemaVersion) &&
    isSameJson(others, wanted) &&
    isSameJson(detail, {
      data: toldData(event.data),
      pet: toldPet(petId, state),
    })
  );
}

/** The pet as messages show it: they are without personal data. */
export const toldPet = (petId: string, state: PetState): JsonObject | null =>
  shownPet(petId, { ...state, pet: state.pet && plainOf(state.pet) });

function toldData(data: JsonObject): JsonObject {
  const { pet, changes } = data as { pet?: JsonObject; changes?: JsonObject };
  if (pet) return { pet: plainOf(pet) };
  if (!changes) return data;
  const { $personal: _, ...patch } = changes;
  return { changes: patch };
}

import type { JsonObject } from './jsonValue.ts';
import { mergeObjects } from './mergePatch.ts';
import type { PetAttributes } from './pet.ts';

// These types are the storage format. Stored events are never migrated: a change here needs a new schemaVersion and an
// upcaster (src/streams/petStream.ts).
export type PetCreated = { type: 'PetCreated'; data: { pet: PetAttributes } };
/** `changes` is the smallest merge patch (RFC 7396) from the state before to the state after. */
export type PetUpdated = { type: 'PetUpdated'; data: { changes: JsonObject } };
export type PetDeleted = { type: 'PetDeleted'; data: Record<string, never> };

export type PetEvent = PetCreated | PetUpdated | PetDeleted;

export const PET_EVENT_TYPES = ['PetCreated', 'PetUpdated', 'PetDeleted'] as const satisfies PetEvent['type'][];

/** What a decision needs to know. `createdEventId` is the PetCreated that began the pet's present life. */
export type PetState =
  | { status: 'none' }
  | { status: 'live'; pet: PetAttributes; createdEventId: string }
  | { status: 'deleted' };

export const initialState: PetState = { status: 'none' };

/** One event onto a state. An event that cannot follow the state means a broken history, and throws. */
export function evolve(state: PetState, event: PetEvent & { eventId: string }): PetState {
  switch (event.type) {
    case 'PetCreated':
      if (state.status === 'live') throw new Error(`PetCreated ${event.eventId} follows a live pet`);
      return { status: 'live', pet: event.data.pet, createdEventId: event.eventId };
    case 'PetUpdated':
      if (state.status !== 'live') throw new Error(`PetUpdated ${event.eventId} follows no live pet`);
      return { ...state, pet: mergeObjects(state.pet, event.data.changes) as PetAttributes };
    case 'PetDeleted':
      if (state.status !== 'live') throw new Error(`PetDeleted ${event.eventId} follows no live pet`);
      return { status: 'deleted' };
    default:
      throw new Error(`unknown event ${(event satisfies never as PetEvent).type}`);
  }
}

/** Many events onto the initial state, in the order of their versions. */
export function fold(events: Iterable<PetEvent & { eventId: string }>): PetState {
  let state = initialState;
  for (const event of events) state = evolve(state, event);
  return state;
}

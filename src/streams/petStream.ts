import type { Pet, PetAttributes } from '../domain/pet.ts';
import { evolve, type PetEvent, petEvents, storedPetSchema } from '../domain/petEvents.ts';
import { joinPersonal, OTHER, splitPersonal } from '../domain/splitPersonal.ts';
import type { EventFeed } from '../eventStore/eventFeed.ts';
import type { EventStore } from '../eventStore/eventStore.ts';
import { decodedInstant } from '../eventStore/nextEventId.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import type { StreamKind } from '../eventStore/streamKind.ts';

/** The pets' streams, as the Events table holds them. A changed shape gets an upcaster, and with it the next schemaVersion. */
export const petStream: StreamKind<RecordedPetEvent> = {
  idAttribute: 'petId',
  upcasters: [],
  events: petEvents,
  state: storedPetSchema,
  evolve,
  personal: {
    split: splitPersonal,
    join: joinPersonal,
    gathers: [OTHER],
    erasedBy: (event) => (event.type === 'PersonalDataErased' ? event.data.fields : []),
  },
};

export type RecordedPetEvent = RecordedEvent<PetEvent, PetAttributes>;
export type PetEventStore = EventStore<RecordedPetEvent>;
export type PetEventFeed = EventFeed<RecordedPetEvent>;

/** The pet as clients see it after an event; null after a deletion. */
export function petAfter(event: RecordedPetEvent): Pet | null {
  if (event.state === null || event.createdEventId === null) return null;
  return {
    petId: event.streamId,
    ...event.state,
    version: event.version,
    createdAt: decodedInstant(event.createdEventId),
    updatedAt: event.occurredAt,
  };
}

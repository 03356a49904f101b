import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { RecordedPetEvent } from '../streams/petStream.ts';
import { type PetDetail, petDetail, type Telling } from './petDetail.ts';

/**
 * EventBridge takes 1 MB, and took 256 KB until January 2026 (user guide, "Calculating PutEvents event entry size"). Messages
 * stay within the old limit, with room for the envelope: consumers have queues and tools of their own behind their rules.
 */
export const MAX_ENTRY_BYTES = 240_000;

/** The entry that publishes an event on a bus, never larger than a bus takes. */
export function petEntry(bus: string, event: RecordedPetEvent, telling: Telling = {}): PutEventsRequestEntry {
  const detail = petDetail(event, telling);
  const entry = {
    EventBusName: bus,
    Source: telling.replay ? 'pets.replay' : 'pets',
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

import { createHash } from 'node:crypto';
import { canonicalJson } from './canonicalJson.ts';
import { isSameJson } from './json.ts';
import { eventOfItem } from './petEvent.ts';
import { statesOf } from './petState.ts';
import { isUlid, timeOfUlid } from './ulid.ts';

/** An item of the Events table, as stored. */
export type StoredItem = Record<string, unknown>;

/** The seal of a stored item: SHA-256 over the canonical JSON of everything in it but `hash` and `personal`. */
export function sealOf({ hash: _, personal: __, ...sealed }: StoredItem): string {
  return createHash('sha256').update(canonicalJson(sealed)).digest('hex');
}

/** What is wrong with a pet's items, in the order of their versions; a sentence for each fault. */
export function historyFaults(petId: string, items: readonly StoredItem[]): string[] {
  const events = items.map(eventOfItem);
  const states = statesOf(events);
  return events.flatMap((event, index) => {
    const before = events[index - 1];
    const [previous, folded] = [states[event.version - 1]!, states[event.version]!];
    const wrong = {
      'is of another pet': event.petId !== petId,
      [`should have version ${index + 1}`]: event.version !== index + 1,
      'does not match its hash': event.hash !== sealOf(items[index]!),
      'does not name the hash before': event.previousHash !== (before?.hash ?? null),
      'has an id that is no ULID': !isUlid(event.eventId),
      'has an id that does not follow the one before': before !== undefined && event.eventId <= before.eventId,
      'has another time than its id': event.occurredAt !== timeOfUlid(event.eventId),
      'carries a state that is not the fold': !isSameJson(event.state, folded.pet),
      'names another creation than the one before it': event.createdEventId !== folded.createdEventId,
      'creates a pet that lives': event.type === 'PetCreated' && previous.pet !== null,
      'changes a pet that does not live':
        !['PetCreated', 'PersonalDataErased'].includes(event.type) && previous.pet === null,
      'is in another shard than the version before': items[index]!.shard !== items[0]!.shard,
    };
    return Object.entries(wrong).flatMap(([what, isWrong]) => (isWrong ? [`${petId} ${event.version} ${what}`] : []));
  });
}

import { type PetEventType, petEvents } from '../../src/domain/petEvents.ts';

/** What the page calls a type of event; a type that it does not know goes by its own name. */
export function eventWord(type: string): string {
  if (!Object.hasOwn(petEvents, type)) return type;
  const { reads } = petEvents[type as PetEventType];
  return `${reads[0]!.toUpperCase()}${reads.slice(1)}`;
}

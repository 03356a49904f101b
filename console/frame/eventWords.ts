import type { PetEvent } from '../../src/domain/petEvents.ts';

/** What the page calls each type of event. */
export const EVENT_WORDS: Record<PetEvent['type'], string> = {
  PetCreated: 'Created',
  PetUpdated: 'Changed',
  PetDeleted: 'Deleted',
};

/** What the page calls a type of event; a type that it does not know goes by its own name. */
export const eventWord = (type: string): string => EVENT_WORDS[type as PetEvent['type']] ?? type;

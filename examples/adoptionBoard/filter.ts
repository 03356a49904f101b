import type { PetsFilter } from 'pets-service/pattern';

/**
 * What the board wants to hear of: creations, deletions, and changes of what it shows. It does not filter by the pet's
 * status: it would not hear of a pet that was adopted.
 */
export const filter: PetsFilter = { changed: ['name', 'status', 'type'] };

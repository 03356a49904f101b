import type { PetEventStore } from '../streams/petStream.ts';

/** What the queries of the past need. */
export interface AuditParts {
  store: PetEventStore;
}

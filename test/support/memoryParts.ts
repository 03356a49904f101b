import type { CommandParts } from '../../src/commands/carryOut.ts';
import { petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { type MemoryEventStore, memoryEventStore } from './memoryEventStore.ts';
import { memoryIdempotencyKeys } from './memoryIdempotencyKeys.ts';

/** What commands need, in memory. */
export function memoryParts(): CommandParts & { store: MemoryEventStore<RecordedPetEvent> } {
  const store = memoryEventStore(petStream);
  return { store, keys: memoryIdempotencyKeys(store) };
}

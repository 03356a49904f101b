import type { CommandParts } from '../../src/commands/carryOut.ts';
import type { IdempotencyKeys, KeyRecord } from '../../src/commands/idempotencyKeys.ts';
import type { PetAttributes } from '../../src/domain/pet.ts';
import type { PetEvent } from '../../src/domain/petEvents.ts';
import { companionKey, type MemoryEventStore, memoryEventStore } from '../../src/eventStore/memoryEventStore.ts';
import { petStream } from '../../src/streams/petStream.ts';

const TABLE = 'Idempotency';

/** What commands need, in memory: the keys are among the companions of the store. */
export function memoryParts(): CommandParts & { store: MemoryEventStore<PetEvent, PetAttributes> } {
  const store = memoryEventStore(petStream);
  const nameOf = (key: string) => companionKey(TABLE, { key });
  const keys: IdempotencyKeys = {
    find: async (key) => store.companions.get(nameOf(key)) as KeyRecord | undefined,
    companion: ({ key, ...attributes }) => ({ table: TABLE, key: { key }, attributes }),
    async keep(record) {
      if (store.companions.has(nameOf(record.key))) return 'exists';
      store.companions.set(nameOf(record.key), { ...record });
      return 'kept';
    },
  };
  return { store, keys };
}

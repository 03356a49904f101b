import type { IdempotencyKeys, KeyRecord } from '../../src/commands/idempotencyKeys.ts';
import { companionKey, type MemoryEventStore } from './memoryEventStore.ts';

const TABLE = 'Idempotency';

/** Idempotency-Keys in memory, among the companions of a store in memory. None expires. */
export function memoryIdempotencyKeys({ companions }: Pick<MemoryEventStore, 'companions'>): IdempotencyKeys {
  const place = (key: string) => companionKey(TABLE, { key });
  return {
    find: async (key) => companions.get(place(key)) as KeyRecord | undefined,

    companion: ({ key, ...attributes }) => ({ table: TABLE, key: { key }, attributes }),

    async keep(record) {
      if (companions.has(place(record.key))) return 'exists';
      companions.set(place(record.key), { ...record });
      return 'kept';
    },
  };
}

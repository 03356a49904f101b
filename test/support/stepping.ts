import type { PetStore } from '../../src/consumer/petStore.ts';

/** A store that can fail before and after each save, as `badDays` wants its consumers to. */
export const stepping = <Kept>(store: PetStore<Kept>, step: () => Promise<void>): PetStore<Kept> => ({
  load: store.load,
  async save(petId, progress, expected) {
    await step();
    const saved = await store.save(petId, progress, expected);
    await step();
    return saved;
  },
});

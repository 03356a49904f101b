import type { PetStore, Progress } from './petStore.ts';

/** A store for tests and trials. What is kept must be data: it is copied, as any other store would. */
export function memoryPetStore<Kept>(): PetStore<Kept> & {
  /** What is kept, by petId. */
  all(): Record<string, Kept>;
} {
  const saved = new Map<string, Progress<Kept>>();
  return {
    async load(petId) {
      return structuredClone(saved.get(petId));
    },
    async save(petId, progress, expected) {
      if ((saved.get(petId)?.version ?? 0) !== expected) return false;
      saved.set(petId, structuredClone(progress));
      return true;
    },
    all: () => Object.fromEntries([...saved].map(([petId, { kept }]) => [petId, structuredClone(kept)])),
  };
}

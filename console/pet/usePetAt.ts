import { type HistoryItem, PetsProblem } from '../../src/client/petsClient.ts';
import { petsRequests } from '../../src/client/petsRequests.ts';
import type { Pet } from '../../src/domain/pet.ts';
import { pets } from '../service/pets.ts';
import { useAsked } from '../service/useAsked.ts';
import { isDeletedAt } from './isDeletedAt.ts';

/** A pet's state at a version; null before the first and after a deletion, undefined until it is there. */
export function usePetAt(petId: string, version: number, items: readonly HistoryItem[]): Pet | null | undefined {
  const isNone = version < 1 || isDeletedAt(version, items);
  // When its values were erased, the answer of before must go.
  const erased = items.find((item) => item.version === version)?.erased;
  const key = isNone ? null : [petId, version, erased].join();
  const { answer, problem } = useAsked(key, (options) => pets.send(petsRequests.show(petId, { version }), options));
  if (isNone || (problem instanceof PetsProblem && problem.status === 410)) return null;
  // An answer about the version shown before does not describe this one.
  return answer?.version === version ? answer : undefined;
}

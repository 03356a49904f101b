import type { HistoryItem } from '../client/petsClient.ts';
import type { Pet } from '../domain/pet.ts';
import { type ApiRequest, petPath, Refusal } from './api.ts';
import { useAnswer } from './useAnswer.ts';

export const versionRequest = (petId: string, version: number): ApiRequest => ({
  method: 'GET',
  path: `${petPath(petId)}?version=${version}`,
});

/** A pet's state at a version; null before the first and after a deletion, undefined until it is there. */
export function usePetAt(petId: string, version: number, items: readonly HistoryItem[]): Pet | null | undefined {
  const isNone = version < 1 || items.some((item) => item.version === version && item.type === 'PetDeleted');
  const { answer, problem } = useAnswer<Pet>(isNone ? null : versionRequest(petId, version));
  if (isNone || (problem instanceof Refusal && problem.status === 410)) return null;
  // The answer for the version that was shown before is no state of this one.
  return answer?.version === version ? answer : undefined;
}

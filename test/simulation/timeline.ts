import { type PetState, petStateAfter } from '../../src/domain/decide.ts';
import type { RecordedPetEvent } from '../../src/streams/petStream.ts';
import type { Call } from './history.ts';
import type { Commit } from './table.ts';

/** What was true of each pet at each step. */
export class Timeline {
  private readonly byPet = new Map<string, Commit[]>();

  constructor(commits: readonly Commit[]) {
    for (const commit of commits) {
      const { streamId: petId } = commit.event;
      this.byPet.set(petId, [...(this.byPet.get(petId) ?? []), commit]);
    }
  }

  get petIds(): string[] {
    return [...this.byPet.keys()];
  }

  /** A pet's events in the order in which they were stored. */
  commits(petId: string): readonly Commit[] {
    return this.byPet.get(petId) ?? [];
  }

  event(petId: string, version: number): RecordedPetEvent | undefined {
    return this.commits(petId).find(({ event }) => event.version === version)?.event;
  }

  state(petId: string, version: number): PetState {
    return petStateAfter(this.event(petId, version));
  }

  /** The pet's version at the end of a step; 0 before its first event. */
  versionAt(petId: string, step: number): number {
    return Math.max(
      0,
      ...this.commits(petId)
        .filter((commit) => commit.step <= step)
        .map(({ event }) => event.version),
    );
  }

  /** Every version that was the pet's newest at some time during a call. */
  versionsDuring(petId: string, { begin, end }: Pick<Call, 'begin' | 'end'>): number[] {
    const first = this.versionAt(petId, begin);
    return Array.from({ length: this.versionAt(petId, end) - first + 1 }, (_, index) => first + index);
  }
}

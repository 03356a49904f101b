import type { PetEvent } from '../judge/petEvent.ts';
import { type PetState, statesOf } from '../judge/petState.ts';
import { type Change, type Verdict, verdictOn } from '../judge/verdict.ts';
import { type Call, changeOf } from './history.ts';
import type { Commit } from './table.ts';

/** What was true of each pet at each step. */
export class Timeline {
  private readonly byPet = new Map<string, Commit[]>();
  private readonly states = new Map<string, PetState[]>();

  constructor(commits: readonly Commit[]) {
    for (const commit of commits) {
      const { petId } = commit.event;
      this.byPet.set(petId, [...(this.byPet.get(petId) ?? []), commit]);
    }
    for (const [petId, ofPet] of this.byPet) {
      const byVersion = [...ofPet].sort((a, b) => a.event.version - b.event.version);
      this.states.set(petId, statesOf(byVersion.map(({ event }) => event)));
    }
  }

  get petIds(): string[] {
    return [...this.byPet.keys()];
  }

  /** A pet's events in the order in which they were stored. */
  commits(petId: string): readonly Commit[] {
    return this.byPet.get(petId) ?? [];
  }

  event(petId: string, version: number): PetEvent | undefined {
    return this.commits(petId).find(({ event }) => event.version === version)?.event;
  }

  /** The fold of the pet's events up to a version. */
  state(petId: string, version: number): PetState {
    return this.statesOf(petId)[version]!;
  }

  /** The newest event and state of a pet that has events. */
  newest(petId: string): { event: PetEvent; state: PetState } {
    const version = Math.max(...this.commits(petId).map(({ event }) => event.version));
    return { event: this.event(petId, version)!, state: this.state(petId, version) };
  }

  /** What a request leads to at a version of the pet, by the rules alone. */
  verdict({ request }: Call, petId: string, version: number): Verdict {
    const change: Change = changeOf(request);
    return verdictOn(change, this.statesOf(petId), version);
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

  private statesOf(petId: string): readonly PetState[] {
    return this.states.get(petId) ?? statesOf([]);
  }
}

import type { Change } from './mutate.ts';

/** The service with one thing broken on purpose. */
export interface Mutation extends Change {
  /** The mistake, as a sentence without its full stop. */
  name: string;
  file: string;
  foundBy: FoundBy;
}

/** What must find a mistake: one of these files of tests, or one of so many seeds, by the promise that it breaks. */
export type FoundBy = { tests: readonly string[] } | { seeds: number; breaks: string };

/**
 * A part of the work on the Pets table, and how far it is. It is both what a step takes and what it returns: whoever runs
 * the steps passes it on until `done`, and can go on from any that was returned, whatever happened since.
 */
export interface RebuildTask {
  /**
   * `pets`: brings the rows up to the pets' newest events. `rows`: looks for rows that no event explains, which the first
   * can't see.
   */
  part: 'pets' | 'rows';
  segment: number;
  segments: number;
  /** A regular check: leaves young events to the projector, and counts what it repairs. */
  reconcile: boolean;
  /** Only tells what would be done. */
  dryRun: boolean;
  /** Also replaces rows that are not what their events lead to, and removes rows without any. */
  force: boolean;
  /** The write units that this segment may take in a second; null for as many as it can. */
  maxWriteUnits: number | null;
  /** The next step does nothing before this time, in milliseconds since 1970. */
  notBefore: number;
  /** Where the step after this one begins; null for the first. */
  startKey: Record<string, unknown> | null;
  done: boolean;
  totals: RebuildTotals;
  /** Some of the pets with rows that no event explains. */
  strayPets: string[];
}

const NOTHING = {
  /** Pets that were looked at, and their events, as far as the newest ones that were read tell. */
  pets: 0,
  events: 0,
  /** Rows that were not there, that trailed their pet's events, that an older projection made. */
  missing: 0,
  behind: 0,
  outdated: 0,
  /** How many of them were written; the projector wrote the others meanwhile. */
  written: 0,
  /** Pets whose newest event can't be read: theirs is the row of the newest one that can. */
  unreadable: 0,
  /** Rows that no event explains. */
  stray: 0,
  readUnits: 0,
  /** In a dry run, those that the work would take. */
  writeUnits: 0,
};

export type RebuildTotals = typeof NOTHING;

export type RebuildOptions = Pick<RebuildTask, 'reconcile' | 'dryRun' | 'force' | 'maxWriteUnits'>;

/** The whole work, as the tasks of so many segments: those of the rows come after those of the pets. */
export function rebuildTasks(segments: number, { maxWriteUnits, ...options }: RebuildOptions): RebuildTask[] {
  return (['pets', 'rows'] as const).flatMap((part) =>
    Array.from({ length: segments }, (_, segment) => ({
      part,
      segment,
      segments,
      ...options,
      maxWriteUnits: maxWriteUnits === null ? null : maxWriteUnits / segments,
      notBefore: 0,
      startKey: null,
      done: false,
      totals: NOTHING,
      strayPets: [],
    })),
  );
}

export const noTotals = (): RebuildTotals => ({ ...NOTHING });

export function added(a: RebuildTotals, b: Partial<RebuildTotals>): RebuildTotals {
  const names = Object.keys(NOTHING) as (keyof RebuildTotals)[];
  return Object.fromEntries(names.map((name) => [name, a[name] + (b[name] ?? 0)])) as RebuildTotals;
}

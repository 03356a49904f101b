/**
 * A part of a rebuild, and how far it is. It is both what a step takes and what it returns: pass it on until it is
 * `done`. You can go on from any task that was returned, whatever happened since.
 */
export interface RebuildTask {
  /**
   * `streams`: brings the rows of all read models up to the streams' newest events. `rows`: looks in one read model for
   * rows that no event explains, which the first can't see.
   */
  part: 'streams' | 'rows';
  /** The local name of the read model's table; null for all of them. */
  table: string | null;
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
  /** Some of the streams with rows that no event explains. */
  strays: string[];
}

const NOTHING = {
  /** Streams that were looked at, and their events, as far as the newest ones that were read tell. */
  streams: 0,
  events: 0,
  /** Rows that were not there, that trailed their stream's events, that an older projection made. */
  missing: 0,
  behind: 0,
  outdated: 0,
  /** How many of them were written; the projector wrote the others meanwhile. */
  written: 0,
  /** How many of those had to be put one by one, as the table understood no statement for them. */
  withoutStatement: 0,
  /** Streams whose newest event can't be read: theirs is the row of the newest one that can. */
  unreadable: 0,
  /** Rows that no event explains. */
  stray: 0,
  readUnits: 0,
  /** In a dry run, those that the work would take. */
  writeUnits: 0,
};

export type RebuildTotals = typeof NOTHING;

export type RebuildOptions = Pick<RebuildTask, 'reconcile' | 'dryRun' | 'force' | 'maxWriteUnits'>;

/** The whole work on the read models in these tables, as tasks: those of the rows come after those of the streams. */
export function rebuildTasks(
  tables: readonly string[],
  segments: number,
  { maxWriteUnits, ...options }: RebuildOptions,
): RebuildTask[] {
  const parts = [
    { part: 'streams', table: null } as const,
    ...tables.map((table) => ({ part: 'rows', table }) as const),
  ];
  return parts.flatMap((part) =>
    Array.from({ length: segments }, (_, segment) => ({
      ...part,
      segment,
      segments,
      ...options,
      maxWriteUnits: maxWriteUnits === null ? null : maxWriteUnits / segments,
      notBefore: 0,
      startKey: null,
      done: false,
      totals: NOTHING,
      strays: [],
    })),
  );
}

export const noTotals = (): RebuildTotals => ({ ...NOTHING });

export function added(a: RebuildTotals, b: Partial<RebuildTotals>): RebuildTotals {
  const names = Object.keys(NOTHING) as (keyof RebuildTotals)[];
  return Object.fromEntries(names.map((name) => [name, a[name] + (b[name] ?? 0)])) as RebuildTotals;
}

import type { StreamRange } from '../eventStore/streamCatalog.ts';

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
  /** Which of so many tasks of its kind it is. */
  segment: number;
  segments: number;
  /** What is left of its streams; null for rows. */
  range: StreamRange | null;
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
  /** Where its next rows begin; null for the first, and for streams. */
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

/** A whole rebuild, in about so many parts at once. */
export interface RebuildRequest extends RebuildOptions {
  segments: number;
}

/** The work on these streams and on the read models in these tables, as tasks: those of the rows come last. */
export function rebuildTasks(
  ranges: readonly StreamRange[],
  tables: readonly string[],
  { segments, ...options }: RebuildRequest,
): RebuildTask[] {
  const rows = Array.from({ length: segments }, () => null);
  return [
    ...tasksOf({ part: 'streams', table: null }, ranges, options),
    ...tables.flatMap((table) => tasksOf({ part: 'rows', table }, rows, options)),
  ];
}

const tasksOf = (
  part: Pick<RebuildTask, 'part' | 'table'>,
  ranges: readonly (StreamRange | null)[],
  { maxWriteUnits, ...options }: RebuildOptions,
): RebuildTask[] =>
  ranges.map((range, segment) => ({
    ...part,
    segment,
    segments: ranges.length,
    range,
    ...options,
    maxWriteUnits: maxWriteUnits === null ? null : maxWriteUnits / ranges.length,
    notBefore: 0,
    startKey: null,
    done: false,
    totals: NOTHING,
    strays: [],
  }));

export const noTotals = (): RebuildTotals => ({ ...NOTHING });

export function added(a: RebuildTotals, b: Partial<RebuildTotals>): RebuildTotals {
  const names = Object.keys(NOTHING) as (keyof RebuildTotals)[];
  return Object.fromEntries(names.map((name) => [name, a[name] + (b[name] ?? 0)])) as RebuildTotals;
}

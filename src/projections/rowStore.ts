import type { Row, RowHead } from './projection.ts';

/** A row without what the projection made. */
export type Head = RowHead & { streamId: string };

/** One of `segments` parts of a table, and the place in it to go on from. */
export interface Part {
  segment: number;
  segments: number;
  limit: number;
  startKey: Record<string, unknown> | null;
}

/** What the table is expected to hold of a row's stream: nothing, an earlier event's row, or an older projection's. */
export type Standing = 'missing' | 'behind' | 'outdated';

export interface WriteOutcome {
  unwritten: Set<Row>;
  /** How many rows the table got, not counting those that it held already. */
  changed: number;
  writeUnits: number;
  /** How many rows were put on their own because the table understood no statement for them: slow, and otherwise as well. */
  withoutStatement: number;
  fault?: unknown;
}

/** The rows of one read model. */
export interface RowStore {
  /**
   * Writes rows of distinct streams, each only where it is newer than what the table holds (or as new, but made by an
   * older projection): any duplication and any order of events leads to the same table.
   *
   * Returns the rows that could not be written, and the fault that stopped the work; what follows a fault is not tried.
   * `standingOf` defaults to: a first version is missing, any other is behind.
   */
  write(rows: readonly Row[], standingOf?: (row: Row) => Standing): Promise<WriteOutcome>;
  /** The heads of the rows that are there, in any order. */
  heads(streamIds: readonly string[], consistent: boolean): Promise<Head[]>;
  /** The heads of a part's next rows, eventually consistent; `startKey` is null at the part's end. */
  scan(part: Part): Promise<{ heads: Head[]; startKey: Record<string, unknown> | null }>;
  /** A stream's row, strongly consistent. */
  row(streamId: string): Promise<Row | undefined>;
  /** Puts `row` in the place of the one that was made of the event `eventId`, or removes that; nothing where it is gone. */
  replace(stray: Pick<Head, 'streamId' | 'eventId'>, row: Row | undefined): Promise<void>;
}

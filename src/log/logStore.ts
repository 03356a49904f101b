import type { EventHead, EventPlace } from '../eventStore/streamCatalog.ts';

/** Events that the log took in together. Committed by one write, and never changed. */
export interface Batch {
  /** The index of the first leaf: as many leaves are before it. */
  start: number;
  /** The leaves' texts (leafText.ts). */
  leaves: readonly string[];
  /** The roots of the largest full subtrees of the leaves before, left to right. */
  frontier: readonly Uint8Array[];
  /** Up to where the feed had been read: milliseconds since 1970. It never falls from batch to batch. */
  readTo: number;
}

/** The index that follows a batch. */
export const endOf = ({ start, leaves }: Pick<Batch, 'start' | 'leaves'>): number => start + leaves.length;

/** Where the log has an event. */
export interface Place extends EventHead {
  index: number;
}

export interface SignedCheckpoint {
  size: number;
  /** The checkpoint with its signatures (C2SP signed-note). */
  note: string;
  /** The keys that signed it, as vkeys, the newest first. */
  vkeys: readonly string[];
  /** ISO 8601 in UTC. */
  signedAt: string;
}

/** The root of a full tile of the level below. */
export interface TileRoot {
  level: number;
  index: number;
  hash: Uint8Array;
}

/**
 * What is kept of one log. Nothing in it is ever changed or removed: everything is added where it is not there yet, so
 * that adding it again does no harm. All reads are strongly consistent.
 */
export interface LogStore {
  /** The batches from the newest to the oldest, read as they are taken. */
  newestBatches(): AsyncIterable<Batch>;
  /** The batches that hold the leaves from `start` up to `end`, in their order. */
  batches(start: number, end?: number): AsyncIterable<Batch>;
  /** Commits a batch where no other has its start. */
  append(batch: Batch): Promise<'appended' | 'taken'>;
  addTileRoots(roots: readonly TileRoot[]): Promise<void>;
  /** The hashes at a tile level (1 or above) from `start` on, `count` of them. */
  tileRoots(level: number, start: number, count: number): Promise<Uint8Array[]>;
  addPlaces(places: readonly Place[]): Promise<void>;
  /** Where the log has these events, in any order; those that it has not are left out. */
  places(places: readonly EventPlace[]): Promise<Place[]>;
  /** The newest version of a stream that the log has; 0 where it has none. */
  newestVersion(streamId: string): Promise<number>;
  addCheckpoint(checkpoint: SignedCheckpoint): Promise<void>;
  newestCheckpoint(): Promise<SignedCheckpoint | undefined>;
}

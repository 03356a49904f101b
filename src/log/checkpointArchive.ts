/** Where checkpoints are kept beside the log, out of reach of whoever can write to its table. */
export interface CheckpointArchive {
  /** Keeps a checkpoint, unless one of the same size is kept. */
  put(size: number, note: string): Promise<void>;
  /** The largest checkpoint that is kept with more leaves than `size`. */
  newestBeyond(size: number): Promise<{ size: number; note: string } | undefined>;
}

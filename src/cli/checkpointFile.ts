import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { CommandFailure } from './target.ts';

/** How far a command came, kept in a file for the run after a crash. */
export interface CheckpointFile<T> {
  /** What a run before kept; undefined where there was none. */
  readonly kept: T | undefined;
  /** Replaces the file as a whole: a killed process leaves the old or the new one. */
  keep(state: T): void;
  /** The work is done: the next run begins anew. */
  remove(): void;
}

/**
 * Opens a checkpoint file, or one that keeps nothing where no name is given. `work` says what is being done and where: a
 * file of other work is refused.
 */
export function checkpointFile<T>(file: string | undefined, work: object): CheckpointFile<T> {
  if (file === undefined) return { kept: undefined, keep: () => {}, remove: () => {} };
  const kept = read(file) as { work: object; state: T } | undefined;
  if (kept && JSON.stringify(kept.work) !== JSON.stringify(work))
    throw new CommandFailure(`${file} is the checkpoint of other work: ${JSON.stringify(kept.work)}`);
  return {
    kept: kept?.state,
    keep(state) {
      writeFileSync(`${file}.new`, JSON.stringify({ work, state }));
      renameSync(`${file}.new`, file);
    },
    remove: () => rmSync(file, { force: true }),
  };
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new CommandFailure(`The checkpoint ${file} can't be read. Delete it to begin anew.`);
  }
}

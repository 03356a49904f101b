import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { takeLock } from '../locks/takeLock.ts';
import { destinationOf, partialOf, reasonOf, statsOf } from './destinationOf.ts';
import { CommandFailure } from './target.ts';
import { untilExit } from './untilExit.ts';

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
 * file of other work is refused, and one that another run works with.
 */
export function checkpointFile<T>(file: string | undefined, work: object): CheckpointFile<T> {
  if (file === undefined) return { kept: undefined, keep: () => {}, remove: () => {} };
  if (statsOf(file)?.isFile() === false)
    throw new CommandFailure(`${file} is not a regular file: a checkpoint can't be kept in it.`);
  const path = destinationOf(file);
  const unlock = lock(file, `${path}.lock`);
  const kept = read(file) as { work: object; state: T } | undefined;
  if (kept && JSON.stringify(kept.work) !== JSON.stringify(work))
    throw new CommandFailure(`${file} is the checkpoint of other work: ${JSON.stringify(kept.work)}`);
  return {
    kept: kept?.state,
    keep(state) {
      const partial = partialOf(path);
      const removePartial = untilExit(partial);
      try {
        writeFileSync(partial, JSON.stringify({ work, state }), { flush: true });
        renameSync(partial, path);
      } catch (error) {
        throw new CommandFailure(`The checkpoint ${file} can't be written: ${reasonOf(error)}.`);
      } finally {
        removePartial();
      }
    },
    remove() {
      rmSync(path, { force: true });
      unlock();
    },
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

/** Keeps other runs away until this process ends. */
function lock(file: string, path: string): () => void {
  let owner: number | undefined;
  try {
    owner = takeLock(path);
  } catch (error) {
    throw new CommandFailure(`The checkpoint ${file} can't be written: ${reasonOf(error)}.`);
  }
  if (owner !== undefined && owner !== process.pid)
    throw new CommandFailure(`Another run works with the checkpoint ${file}: process ${owner}. It has ${path}.`);
  return untilExit(path);
}

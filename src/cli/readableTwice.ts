import { createReadStream, createWriteStream, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { reasonOf, statsOf } from './destinationOf.ts';
import { CommandFailure } from './target.ts';
import { untilExit } from './untilExit.ts';

/**
 * Gives `read` a path that may be read as often as wanted: the file's own, or that of a copy in the folder for temporary
 * files, which is removed afterwards, where the file is a pipe or another thing whose content is gone once it was read.
 */
export async function readableTwice<T>(file: string, read: (path: string) => Promise<T>): Promise<T> {
  const stats = statsOf(file);
  if (!stats) throw new CommandFailure(`${file} can't be read: ENOENT: no such file or directory.`);
  if (stats.isDirectory()) throw new CommandFailure(`${file} can't be read: it is a folder.`);
  if (stats.isFile() && !isOpenAlready(file)) return read(file);
  const folder = mkdtempSync(join(tmpdir(), 'pets-import-'));
  const remove = untilExit(folder);
  try {
    const copy = join(folder, 'copy');
    await pipeline(createReadStream(file), createWriteStream(copy)).catch((error: unknown) => {
      throw new CommandFailure(`${file} can't be copied to ${tmpdir()}, to be read twice: ${reasonOf(error)}.`);
    });
    return await read(copy);
  } finally {
    remove();
  }
}

/** Whether a name stands for a file that this process holds open: on some systems it is read on from where it is. */
function isOpenAlready(file: string): boolean {
  return realpathSync(file).startsWith('/dev/');
}

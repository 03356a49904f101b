import { randomUUID } from 'node:crypto';
import { constants, copyFileSync, linkSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { processStart } from './processStart.ts';

/**
 * Takes a lock, which is a file, for this process. Returns the process that has it, if that still runs, this one too;
 * undefined once it is taken. One that was left behind is taken over. Throws what the file system says.
 */
export function takeLock(lock: string): number | undefined {
  // A link appears with its content: nobody ever reads a lock that is half written.
  const own = `${lock}.${randomUUID()}`;
  writeFileSync(own, `${process.pid}\n${processStart(process.pid) ?? ''}\n`, { flag: 'wx' });
  try {
    while (!isLinked(own, lock)) {
      const found = textOf(lock);
      if (found === undefined) {
        // What leads nowhere is nobody's lock.
        if (lstatSync(lock, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(lock);
        continue;
      }
      const owner = ownerIn(found);
      if (owner !== undefined) return owner;
      setAside(lock, found, `${own}.left`);
    }
    return undefined;
  } finally {
    rmSync(own, { force: true });
  }
}

function isLinked(file: string, lock: string): boolean {
  try {
    linkSync(file, lock);
    return true;
  } catch (error) {
    if (isError(error, 'EEXIST')) return false;
    // A file system without links, such as exFAT.
    if (['EPERM', 'ENOTSUP', 'ENOSYS'].some((code) => isError(error, code))) return isCopied(file, lock);
    throw error;
  }
}

function isCopied(file: string, lock: string): boolean {
  try {
    copyFileSync(file, lock, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (isError(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes a lock that was left behind. One that came in its place meanwhile is put back. */
function setAside(lock: string, left: string, aside: string): void {
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (isError(error, 'ENOENT')) return;
    throw error;
  }
  if (textOf(aside) !== left) isLinked(aside, lock);
  rmSync(aside);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const isError = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** The process that holds the lock, if it still runs. Its number may have been given to another process since. */
function ownerIn(lock: string): number | undefined {
  const [pid = '', start = ''] = lock.split('\n');
  return start !== '' && processStart(Number(pid)) === start ? Number(pid) : undefined;
}

import { randomUUID } from 'node:crypto';
import { readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The path of the file that a name leads to, behind links, also where that file is not there yet. */
export function destinationOf(file: string): string {
  try {
    return realpathSync(file);
  } catch (error) {
    const target = linkIn(file);
    // A circle of links has no end: opening it tells.
    if (target === undefined || codeOf(error) === 'ELOOP') return file;
    return destinationOf(resolve(dirname(file), target));
  }
}

function linkIn(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

/** What a name leads to; undefined where there is nothing. */
export function statsOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}

/** A name, beside a file, for what will replace it. */
export const partialOf = (path: string): string => join(dirname(path), `.pets-${randomUUID()}.new`);

/** Why the system refused, without the path, which may be one that only we know. */
export function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return codeOf(error) === undefined ? message : message.split(', ')[0]!;
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

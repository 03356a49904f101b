import { readFileSync } from 'node:fs';
import { reasonOf } from './destinationOf.ts';
import { CommandFailure } from './target.ts';

/** The text in a file that a caller named. Throws a `CommandFailure` where it can't be read. */
export function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandFailure(`${file} can't be read: ${reasonOf(error)}.`);
  }
}

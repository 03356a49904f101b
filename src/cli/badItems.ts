import { closeSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { destinationOf, partialOf, reasonOf, statsOf } from './destinationOf.ts';
import { CommandFailure } from './target.ts';
import { untilExit } from './untilExit.ts';
import { isStdout } from './writeOutput.ts';

/** Lines for a file that is only made when there is one. Both methods throw a `CommandFailure` where it can't be written. */
export interface BadItems {
  write(line: string): void;
  /** Puts the file at its place: it replaces the one before, unless that is a FIFO, a device or the like. */
  end(): void;
}

export function badItems(file: string): BadItems {
  let opened: { fd: number; end(): void } | undefined;
  const told = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new CommandFailure(`${file} can't be written: ${reasonOf(error)}.`);
    }
  };
  return {
    write: (line) =>
      told(() => {
        if (isStdout(file)) {
          process.stdout.write(`${line}\n`);
          return;
        }
        opened ??= openOutput(file);
        writeFileSync(opened.fd, `${line}\n`);
      }),
    end: () => told(() => opened?.end()),
  };
}

function openOutput(file: string): { fd: number; end(): void } {
  if (statsOf(file)?.isFile() === false) {
    const fd = openSync(file, 'w');
    return { fd, end: () => closeSync(fd) };
  }
  const path = destinationOf(file);
  const partial = partialOf(path);
  const fd = openSync(partial, 'wx');
  const remove = untilExit(partial);
  return {
    fd,
    end() {
      closeSync(fd);
      renameSync(partial, path);
      remove();
    },
  };
}

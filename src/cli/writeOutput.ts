import { createWriteStream, fstatSync, renameSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { destinationOf, partialOf, reasonOf, statsOf } from './destinationOf.ts';
import { CommandFailure } from './target.ts';
import { untilExit } from './untilExit.ts';

const STDOUT = 1;

/**
 * Writes a text into a file, which appears, or replaces the one before, when it is whole: a failure leaves the one before
 * as it was. Links are followed. What is not a regular file, such as a FIFO, a device or the standard output, is written
 * to as it is. Throws a `CommandFailure` where the file can't be written.
 */
export async function writeOutput(file: string, text: AsyncIterable<string>, packer?: Transform): Promise<void> {
  let fault: { error: unknown } | undefined;
  // A fault of the text is not one of the file, with which the stream ends the text.
  async function* told() {
    const parts = text[Symbol.asyncIterator]();
    const next = () =>
      parts.next().catch((error: unknown) => {
        fault = { error };
        throw error;
      });
    try {
      for (let part = await next(); !part.done; part = await next()) yield part.value;
    } finally {
      await parts.return?.();
    }
  }
  const source = [Readable.from(told()), ...(packer ? [packer] : [])];
  try {
    if (isStdout(file)) await pipeline([...source, process.stdout], { end: false });
    else if (statsOf(file)?.isFile() === false) await pipeline([...source, createWriteStream(file)]);
    else await replace(destinationOf(file), (output) => pipeline([...source, output]));
  } catch (error) {
    throw fault ? fault.error : new CommandFailure(`${file} can't be written: ${reasonOf(error)}.`);
  }
}

/** Whether a name stands for the standard output, which is a file of its own where it is redirected. */
export function isStdout(file: string): boolean {
  const [named, stdout] = [statsOf(file), fstatSync(STDOUT)];
  const isNamed = named?.isFile() === false || /^\/(dev|proc)\//.test(resolve(file));
  return isNamed && named?.dev === stdout.dev && named.ino === stdout.ino;
}

async function replace(path: string, write: (output: NodeJS.WritableStream) => Promise<void>): Promise<void> {
  const partial = partialOf(path);
  const remove = untilExit(partial);
  try {
    const mode = statsOf(path)?.mode;
    await write(createWriteStream(partial, { flags: 'wx', flush: true, ...(mode !== undefined && { mode }) }));
    renameSync(partial, path);
  } finally {
    remove();
  }
}

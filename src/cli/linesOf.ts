import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { textLines } from '../client/textLines.ts';
import { reasonOf } from './destinationOf.ts';
import { CommandFailure } from './target.ts';

/** A line of a file, with its number from 1. */
export interface Line {
  number: number;
  text: string;
}

/**
 * The lines of a file that are not empty, unpacked where it is a gzip. Throws where it can't be read to its end; `name` is
 * what it is called then.
 */
export async function* linesOf(file: string, name = file): AsyncGenerator<Line> {
  let number = 0;
  try {
    const packed = await isPacked(file);
    const input = createReadStream(file);
    // The faults of both arrive at the last of the two.
    const bytes = packed ? pipeline(input, createGunzip(), () => {}) : input;
    for await (const text of textLines(bytes)) {
      number++;
      if (text.trim() !== '') yield { number, text };
    }
  } catch (error) {
    const where = number === 0 ? '' : ` after line ${number}`;
    throw new CommandFailure(`${name} can't be read${where}: ${reasonOf(error)}.`);
  }
}

/** Every gzip begins with these bytes (RFC 1952), and no text does. */
const GZIP = Buffer.of(0x1f, 0x8b);

async function isPacked(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(GZIP.length), 0, GZIP.length, 0);
    return buffer.subarray(0, bytesRead).equals(GZIP);
  } finally {
    await handle.close();
  }
}

/** Items in lists of at most so many. */
export async function* batched<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    if (batch.push(item) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { textLines } from '../client/textLines.ts';
import { CommandFailure } from './target.ts';

/** A line of a file, with its number from 1. */
export interface Line {
  number: number;
  text: string;
}

/** The lines of a file that are not empty, unpacked where its name ends with .gz. Throws where it can't be read to its end. */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  const input = createReadStream(file);
  // The faults of both arrive at the last of the two.
  const bytes = file.endsWith('.gz') ? pipeline(input, createGunzip(), () => {}) : input;
  let number = 0;
  try {
    for await (const text of textLines(bytes)) {
      number++;
      if (text.trim() !== '') yield { number, text };
    }
  } catch (error) {
    const where = number === 0 ? '' : ` after line ${number}`;
    throw new CommandFailure(`${file} can't be read${where}: ${(error as Error).message}`);
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

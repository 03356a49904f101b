import type { PinnedContract } from '../../src/testing/brokenReads.ts';

/** The contract in a file's text. Throws with the file's name if it is not JSON. */
export function contractIn(file: string, text: string): PinnedContract {
  try {
    return JSON.parse(text) as PinnedContract;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
}

import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';

/** How far each consumer got in each shard: a sequence number by a key of its own. */
export interface Checkpoints {
  get(key: string): string | undefined;
  set(key: string, sequenceNumber: string): void;
  /** When they were kept last: milliseconds since 1970, 0 for never. */
  keptAt: number;
}

/** The key of a consumer's place in a shard. */
export const checkpointKey = (consumer: string, streamArn: string, shardId: string): string =>
  `${consumer} ${streamArn} ${shardId}`;

export function checkpointsInMemory(): Checkpoints {
  const all = new Map<string, string>();
  return { get: (key) => all.get(key), set: (key, sequenceNumber) => all.set(key, sequenceNumber), keptAt: Date.now() };
}

/** Checkpoints in a JSON file that is replaced as a whole, so that a killed process leaves the old or the new one. */
export function checkpointsIn(file: string): Checkpoints {
  const all = new Map(Object.entries(readJson(file)));
  return {
    keptAt: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0,
    get: (key) => all.get(key),
    set(key, sequenceNumber) {
      all.set(key, sequenceNumber);
      writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(all), null, 2));
      renameSync(`${file}.new`, file);
    },
  };
}

function readJson(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new Error(`${file} can't be read. Delete it: the stream is then delivered again from its start.`, {
      cause: error,
    });
  }
}

import { type ReadPace, readPace } from './readPace.ts';
import { SHARDS } from './shards.ts';

/** Reads a shard's items in the list's order, each call going on where the last one stopped. */
export interface ShardReader<T> {
  next(limit: number): Promise<{ items: T[]; ended: boolean }>;
}

interface Shard<T> {
  reader: ShardReader<T>;
  read: T[];
  ended: boolean;
}

/** The step for a reader of about `count` items: the merge then reads less than twice as many, from 8 items on. */
export const stepFor = (count: number): number => Math.max(1, Math.floor(count / SHARDS.length));

/**
 * The items of all shards, where `comesFirst` orders them: a k-way merge that reads each shard by small steps, as the
 * items are taken. A reader of `count` items has had at most `count` and one step of each shard read. Of large items the
 * steps are smaller; the first shard shows how large they are.
 */
export async function* mergedShards<T>(
  step: number,
  readerOf: (shard: string) => ShardReader<T>,
  comesFirst: (a: T, b: T) => boolean,
): AsyncGenerator<T> {
  const shards: Shard<T>[] = SHARDS.map((shard) => ({ reader: readerOf(shard), read: [], ended: false }));
  const pace = readPace();
  await readOn(shards.slice(0, 1), step, pace);
  while (true) {
    // Which item comes next is known only when every shard shows its own next one, or has ended.
    await readOn(shards, step, pace);
    const open = shards.filter((shard) => shard.read.length > 0);
    if (open.length === 0) return;
    const next = open.reduce((best, shard) => (comesFirst(shard.read[0]!, best.read[0]!) ? shard : best));
    yield next.read.shift()!;
  }
}

/** Reads on where nothing is left of what was read before. */
async function readOn<T>(shards: readonly Shard<T>[], step: number, pace: ReadPace): Promise<void> {
  for (;;) {
    const empty = shards.filter(({ read, ended }) => read.length === 0 && !ended);
    if (empty.length === 0) return;
    const limit = pace.limit(step, empty.length);
    await Promise.all(
      empty.map(async (shard) => {
        const { items, ended } = await shard.reader.next(limit);
        pace.seen(items);
        shard.read = items;
        shard.ended = ended;
      }),
    );
  }
}

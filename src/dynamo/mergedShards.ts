import { type ReadPace, readPace } from './readPace.ts';

/** Reads a shard's items in the list's order, each call going on where the last one stopped. */
export interface ShardReader<T> {
  next(limit: number): Promise<{ items: T[]; ended: boolean }>;
}

interface Shard<T> {
  reader: ShardReader<T>;
  read: T[];
  ended: boolean;
}

/**
 * The items of all shards, where `comesFirst` orders them: a k-way merge that reads each shard by small steps, as the
 * items are taken. If `count` items are taken, fewer than twice as many are read, from as many items on as there are
 * shards; and so of the next `count`. Of large items the steps are smaller: if the pace does not know yet how large they
 * are, the first shard shows it.
 */
export async function* mergedShards<T>(
  readers: readonly ShardReader<T>[],
  count: number,
  comesFirst: (a: T, b: T) => boolean,
  pace = readPace(),
): AsyncGenerator<T> {
  const shards: Shard<T>[] = readers.map((reader) => ({ reader, read: [], ended: false }));
  const step = Math.max(1, Math.floor(count / shards.length));
  if (!pace.known) await readOn(shards.slice(0, 1), step, pace);
  for (let left = count; ; left = left > 1 ? left - 1 : count) {
    // Which item comes next is known only when every shard shows its own next one, or has ended.
    await readOn(shards, Math.min(step, left), pace);
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

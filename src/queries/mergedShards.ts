import { SHARDS } from '../events/shards.ts';

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
 * The first `count` items over all shards, where `comesFirst` orders them: a k-way merge that reads the shards by small
 * steps. It reads at most `count` items and one step of each other shard: less than twice `count`, from 8 items on.
 */
export async function firstOfShards<T>(
  count: number,
  readerOf: (shard: string) => ShardReader<T>,
  comesFirst: (a: T, b: T) => boolean,
): Promise<T[]> {
  const step = Math.max(1, Math.floor(count / SHARDS.length));
  const shards: Shard<T>[] = SHARDS.map((shard) => ({ reader: readerOf(shard), read: [], ended: false }));
  const first: T[] = [];

  while (first.length < count) {
    // Which item comes next is known only when every shard shows its own next one, or has ended.
    await Promise.all(
      shards.filter((shard) => shard.read.length === 0 && !shard.ended).map((shard) => readOn(shard, step)),
    );
    const open = shards.filter((shard) => shard.read.length > 0);
    if (open.length === 0) break;
    const next = open.reduce((best, shard) => (comesFirst(shard.read[0]!, best.read[0]!) ? shard : best));
    first.push(next.read.shift()!);
  }
  return first;
}

async function readOn<T>(shard: Shard<T>, limit: number): Promise<void> {
  const { items, ended } = await shard.reader.next(limit);
  shard.read = items;
  shard.ended = ended;
}

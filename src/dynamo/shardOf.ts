import { createHash } from 'node:crypto';

/** The shard of a stream, out of so many. */
export const shardOf = (streamId: string, count: number): string => String(placeOf(streamId) % count);

/** Whether a shard is the stream's out of any number up to `most`. */
export function isShardOf(streamId: string, shard: unknown, most: number): boolean {
  const place = placeOf(streamId);
  return shardNames(most).some((_, index) => String(place % (index + 1)) === shard);
}

export const shardNames = (count: number): string[] => Array.from({ length: count }, (_, shard) => String(shard));

const placeOf = (streamId: string): number => createHash('sha256').update(streamId).digest().readUInt32BE(0);

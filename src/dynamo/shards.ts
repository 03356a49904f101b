import { createHash } from 'node:crypto';

/**
 * A DynamoDB partition takes 1,000 write units a second (DynamoDB guide, "Best practices for designing partition
 * keys"), so the indexes over all streams are spread over this many. Stored items carry their shard: the number may not
 * change without rewriting them.
 */
const SHARD_COUNT = 8;

export const SHARDS: readonly string[] = Array.from({ length: SHARD_COUNT }, (_, shard) => String(shard));

export function shardOf(streamId: string): string {
  return String(createHash('sha256').update(streamId).digest().readUInt32BE(0) % SHARD_COUNT);
}

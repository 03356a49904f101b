/**
 * The numbers of shards that a stage has had, oldest first; the last one is today's. A DynamoDB partition takes 1,000 write
 * units a second (DynamoDB guide, "Best practices for designing partition keys"), so the indexes over all pets may be spread
 * over several. Stored events keep the shard that they were written with: readers ask all that were ever in use.
 */
export type ShardNumbers = readonly [number, ...number[]];

export const ONE_SHARD: ShardNumbers = [1];

export const MOST_SHARDS = 256;

/** Over how many shards is written. */
export const shardsNow = (numbers: ShardNumbers): number => numbers.at(-1)!;

/** How many shards may have items: shards are numbered from 0, so the greatest number has all of them. */
export const shardsEver = (numbers: ShardNumbers): number => Math.max(...numbers);

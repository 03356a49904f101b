import { leafHash } from './leafHash.ts';
import { endOf, type LogStore } from './logStore.ts';
import { TILE_WIDTH, type Tile } from './tile.ts';

/** Reads a tile of a log: from the leaves themselves, or from the roots of the tiles below. */
export async function readTile(log: LogStore, { level, index, width }: Tile): Promise<Uint8Array[]> {
  const start = index * TILE_WIDTH;
  if (level > 0) return log.tileRoots(level, start, width);
  return (await readLeaves(log, start, start + width)).map(leafHash);
}

/** The texts of the leaves from `start` up to `end`, as far as the log has come. */
export async function readLeaves(log: LogStore, start: number, end: number): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of log.batches(start, end)) {
    const first = Math.max(start, batch.start);
    const last = Math.min(end, endOf(batch));
    found.push(...batch.leaves.slice(first - batch.start, last - batch.start));
  }
  return found;
}

/** A tile spans eight levels of the tree (C2SP tlog-tiles): 256 hashes, each the root of one tile of the level below. */
export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 2 ** TILE_HEIGHT;

/** A tile, or the first `width` hashes of one that the tree does not fill yet. */
export interface Tile {
  /** 0 for the hashes of leaves. */
  level: number;
  index: number;
  width: number;
}

/** How many hashes of a tile a tree of `size` leaves has; 0 for a tile beyond it. */
export function tileWidth(level: number, index: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return Math.min(TILE_WIDTH, Math.max(0, hashes - index * TILE_WIDTH));
}

/** Groups of three digits, all but the last with an x: `x001/x234/067`. */
const INDEX = /^((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?$/;

/** The index and the width in the path of a tile, as C2SP tlog-tiles writes it; undefined for anything else. */
export function parseTileIndex(path: string): { index: number; width: number } | undefined {
  const [, groups, partial] = INDEX.exec(path) ?? [];
  if (groups === undefined) return undefined;
  const index = Number(groups.replace(/[x/]/g, ''));
  return { index, width: partial === undefined ? TILE_WIDTH : Number(partial) };
}

/** Entries as a bundle holds them: each behind its length, two bytes with the most significant first. */
export function entryBundle(entries: readonly string[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const text = Buffer.from(entry);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(text.length);
      return [length, text];
    }),
  );
}

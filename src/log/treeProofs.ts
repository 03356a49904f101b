import { consistencyRanges, inclusionRanges, type Range } from './inclusionRanges.ts';
import { foldedHash } from './leafHash.ts';
import { subtrees } from './subtrees.ts';
import { TILE_HEIGHT, TILE_WIDTH, type Tile, tileWidth } from './tile.ts';

/** Reads the hashes of a tile, left to right. */
export type TileReader = (tile: Tile) => Promise<readonly Uint8Array[]>;

export interface TreeProofs {
  /** The root of the tree's first leaves. */
  root(size: number): Promise<Buffer>;
  /** The proof that the tree holds a leaf, from the leaf upwards. */
  inclusion(index: number): Promise<Buffer[]>;
  /** The proof that the tree begins with that of `from` leaves; empty for 0, with which every tree begins. */
  consistency(from: number): Promise<Buffer[]>;
}

/** The proofs that a tree of `size` leaves can give, from its tiles, each of which is read once. */
export function treeProofs(size: number, readTile: TileReader): TreeProofs {
  const tiles = new Map<string, ReturnType<TileReader>>();

  async function hashesOf(level: number, index: number): Promise<readonly Uint8Array[]> {
    const key = `${level}/${index}`;
    const tile = tiles.get(key) ?? readTile({ level, index, width: tileWidth(level, index, size) });
    tiles.set(key, tile);
    return tile;
  }

  async function hashOf({ start, end }: Range): Promise<Buffer> {
    const parts = subtrees(start, end).map(async ({ level, index }) => {
      const count = 2 ** (level % TILE_HEIGHT);
      const first = index * count;
      const hashes = await hashesOf(Math.floor(level / TILE_HEIGHT), Math.floor(first / TILE_WIDTH));
      const offset = first % TILE_WIDTH;
      return foldedPairs(hashes.slice(offset, offset + count));
    });
    return foldedHash(await Promise.all(parts));
  }

  const all = (ranges: readonly Range[]) => Promise.all(ranges.map(hashOf));
  return {
    root: (of) => hashOf({ start: 0, end: of }),
    inclusion: (index) => all(inclusionRanges(index, size)),
    consistency: (from) => all(from === 0 ? [] : consistencyRanges(from, size)),
  };
}

/** The hash of a full subtree from those of one level in it. */
function foldedPairs(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1)
    row = Array.from({ length: row.length / 2 }, (_, pair) => foldedHash(row.slice(pair * 2, pair * 2 + 2)));
  return row[0]!;
}

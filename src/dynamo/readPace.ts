/** What is read at once, in bytes of JSON: an engine on one machine takes 0.3 s for as much of small fields. */
const BYTES_AT_ONCE = 262_144;
/** How many items are read at once before their size is known: as many as there may be of the largest. */
const UNKNOWN = 4;

/** Of so many items the size counts in full; of those before, half as much. */
const MOST_REMEMBERED = 1_000;

/** How many items to ask for at once, by the size of those that were read, in one list or in several. */
export interface ReadPace {
  /** Whether any size is known. */
  readonly known: boolean;
  /** The limit of each of so many requests at once; at least 1. */
  limit(most: number, requests: number): number;
  seen(items: readonly unknown[]): void;
}

/** For items that are known to be small. */
export const unhurried: ReadPace = { known: true, limit: (most) => most, seen: () => {} };

export function readPace(): ReadPace {
  let bytes = 0;
  let count = 0;
  return {
    get known() {
      return count > 0;
    },
    limit(most, requests) {
      const atOnce = count === 0 ? UNKNOWN : (BYTES_AT_ONCE * count) / bytes;
      return Math.max(1, Math.min(most, Math.floor(atOnce / requests)));
    },
    seen(items) {
      for (const item of items) bytes += JSON.stringify(item).length;
      count += items.length;
      if (count < MOST_REMEMBERED) return;
      bytes /= 2;
      count /= 2;
    },
  };
}

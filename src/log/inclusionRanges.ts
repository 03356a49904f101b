/** The leaves from `start` up to `end`, whose hash is part of a proof. */
export interface Range {
  start: number;
  end: number;
}

/** The largest power of two below a size. */
const split = (size: number): number => {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
};

/** The proof that leaf `index` is in the tree of `size` leaves: PATH of RFC 9162 section 2.1.3.1, from the leaf upwards. */
export function inclusionRanges(index: number, size: number, start = 0): Range[] {
  if (size === 1) return [];
  const k = split(size);
  return index < k
    ? [...inclusionRanges(index, k, start), { start: start + k, end: start + size }]
    : [...inclusionRanges(index - k, size - k, start + k), { start, end: start + k }];
}

/**
 * The proof that the tree of `to` leaves begins with that of `from` leaves, `from` at least 1: PROOF of RFC 9162 section
 * 2.1.4.1.
 */
export function consistencyRanges(from: number, to: number, start = 0, isWhole = true): Range[] {
  if (from === to) return isWhole ? [] : [{ start, end: start + to }];
  const k = split(to);
  return from <= k
    ? [...consistencyRanges(from, k, start, isWhole), { start: start + k, end: start + to }]
    : [...consistencyRanges(from - k, to - k, start + k, false), { start, end: start + k }];
}

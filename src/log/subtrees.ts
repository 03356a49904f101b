/** A full subtree: the 2 ** level leaves from index * 2 ** level on. */
export interface Subtree {
  level: number;
  index: number;
}

/** The largest full subtrees that the leaves from `start` up to `end` consist of, left to right. */
export function subtrees(start: number, end: number): Subtree[] {
  const found: Subtree[] = [];
  for (let next = start; next < end; ) {
    let level = 0;
    while (next % 2 ** (level + 1) === 0 && next + 2 ** (level + 1) <= end) level++;
    found.push({ level, index: next / 2 ** level });
    next += 2 ** level;
  }
  return found;
}

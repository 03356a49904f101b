/** Ids that are kept to choose from. */
const MOST_KEPT = 4_096;

/**
 * Ids that cut a sorted list into parts of about the same size; fewer than asked for where the list is short. Memory is
 * bounded: of a long list every second id is kept, then every fourth, and so on.
 */
export async function evenCuts(ids: AsyncIterable<string>, parts: number): Promise<string[]> {
  if (parts === 1) return [];
  let kept: string[] = [];
  let stride = 1;
  let count = 0;
  for await (const id of ids) {
    if (++count % stride !== 0) continue;
    kept.push(id);
    if (kept.length < MOST_KEPT) continue;
    kept = kept.filter((_, index) => index % 2 === 1);
    stride *= 2;
  }
  const cuts = Array.from({ length: parts - 1 }, (_, n) => kept[Math.floor(((n + 1) * kept.length) / parts) - 1]);
  return [...new Set(cuts.filter((id) => id !== undefined))];
}

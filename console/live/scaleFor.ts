/** The first of 10, 20, 50, 100, ... milliseconds that holds four fifths of the ends. The slowest run out of the picture. */
export function scaleFor(ends: readonly number[]): number {
  const sorted = ends.toSorted((a, b) => a - b);
  const most = sorted[Math.floor((sorted.length - 1) * 0.8)] ?? 0;
  for (let power = 10; ; power *= 10) {
    for (const factor of [1, 2, 5]) if (power * factor >= most) return power * factor;
  }
}

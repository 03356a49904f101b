/** The first of 10, 20, 50, 100, ... milliseconds that holds all of the ends. */
export function scaleFor(ends: readonly number[]): number {
  const most = Math.max(0, ...ends);
  for (let power = 10; ; power *= 10) {
    for (const factor of [1, 2, 5]) if (power * factor >= most) return power * factor;
  }
}

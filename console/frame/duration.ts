/** A duration in milliseconds as people read it: 4.2 ms, 120 ms, 1.5 s, 3 min. `isWhole` leaves out fractions of a millisecond. */
export function duration(ms: number, isWhole = false): string {
  if (ms < 10 && !isWhole) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

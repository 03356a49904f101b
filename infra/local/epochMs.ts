/** More than this, and the clock was set, or the machine was asleep. */
const MAX_DRIFT_MS = 2;

let origin = performance.timeOrigin;

/** Milliseconds since 1970, with fractions: the machine's clock, read finely enough to order what is done in one. */
export function epochMs(): number {
  const elapsed = performance.now();
  const drift = Date.now() - (origin + elapsed);
  if (Math.abs(drift) > MAX_DRIFT_MS) origin += drift;
  return origin + elapsed;
}

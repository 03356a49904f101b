/** The value below which a share of the samples lies, between neighbours interpolated. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = Float64Array.from(samples).sort();
  const place = (sorted.length - 1) * share;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** How A compares to B: the median of the ratios of samples taken next to one another, as the machine's speed varies. */
export const pairedRatio = (as: readonly number[], bs: readonly number[]): number =>
  median(as.map((a, index) => a / bs[index]!));

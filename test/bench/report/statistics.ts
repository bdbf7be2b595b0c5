// Medians, quantiles, and the spread of what was measured.

/** The value below which this part of all values lies: 0.5 is the median, 0.99 what one in a hundred exceeds. NaN without values. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** The middle one; of an even number, half way between the two in the middle. NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** A ratio as it was measured several times, each time side by side. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export const spreadOf = (ratios: readonly number[]): Spread => ({
  median: median(ratios),
  min: Math.min(...ratios),
  max: Math.max(...ratios),
});

/** `0.95 (0.90–1.01)`. */
export const spreadText = ({ median: middle, min, max }: Spread): string => `${middle.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;

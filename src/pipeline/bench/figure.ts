/** One line of the bench table. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  /** The aim from the project's goals, where there is one. */
  readonly aim: string;
  /** True if the aim is met; null where there is none. */
  readonly met: boolean | null;
}

/** Median of a list that is not empty. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** 12345.6 as 12,346. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

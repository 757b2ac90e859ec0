/** From values to places on a chart, with the values worth a label. */
export interface Scale {
  (value: number): number;
  readonly ticks: readonly number[];
}

interface Extent {
  readonly from: number;
  readonly to: number;
}

/** `least`, `most`: values at the two ends; `across`: places there. Ticks at 1, 2 or 5 times a power of ten. */
export function linear(least: number, most: number, { from, to }: Extent, wanted = 5): Scale {
  const width = most > least ? most - least : 1;
  const step = niceStep(width / wanted);
  const first = Math.ceil(least / step);
  const count = Math.floor(most / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: Math.max(0, count) }, (_, at) => +((first + at) * step).toPrecision(12));
  return Object.assign((value: number) => from + ((value - least) / width) * (to - from), { ticks });
}

/** Counts from 1 to `most`, each power of ten as wide as the next. */
export function logarithmic(most: number, { from, to }: Extent): Scale {
  const width = Math.log10(Math.max(10, most));
  const ticks = Array.from({ length: Math.floor(width + 1e-9) + 1 }, (_, power) => 10 ** power);
  return Object.assign((value: number) => from + (Math.log10(Math.max(1, value)) / width) * (to - from), { ticks });
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}

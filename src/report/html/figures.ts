import type { Interval, TimeUnit } from '../../model/index.ts';

/** Figures as the page shows them: short, with their unit, never a cost that could be taken for a time. */

/** `share`: of the unmodified kernel's time. */
export type ShownUnit = TimeUnit | 'share';

export function showTime(value: number, unit: ShownUnit): string {
  if (unit === 'share') return percent(value);
  if (unit === 'cost') return `cost ${value >= 1000 ? whole(Math.round(value)) : String(+value.toPrecision(4))}`;
  const [name, size] = ([['s', 1e9], ['ms', 1e6], ['µs', 1e3]] as const).find(([, each]) => value >= each) ?? ['ns', 1];
  return `${fixed(value / size)} ${name}`;
}

/** Bytes a nanosecond are gigabytes a second; a model's bandwidth has no unit of time. */
export function showBandwidth(bytesPerUnit: number, unit: ShownUnit): string {
  return unit === 'ns' ? `${fixed(bytesPerUnit)} GB/s` : `${fixed(bytesPerUnit)} bytes per unit of cost`;
}

export function times(factor: number): string {
  return `${factor.toFixed(3)}×`;
}

export function span({ low, high }: Interval): string {
  return `${low.toFixed(3)} to ${high.toFixed(3)}`;
}

/** A factor with its interval; a model's has no width. */
export function factor(interval: Interval, estimate: boolean): string {
  return estimate ? times(interval.estimate) : `${times(interval.estimate)} (${span(interval)})`;
}

/** 12,345 */
export function whole(count: number): string {
  return count.toLocaleString('en');
}

export function percent(share: number): string {
  return `${+(100 * share).toPrecision(3)} %`;
}

export function plural(count: number, word: string): string {
  return `${whole(count)} ${word}${count === 1 ? '' : 's'}`;
}

function fixed(value: number): string {
  return String(+value.toPrecision(4));
}

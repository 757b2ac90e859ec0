import type { Literal } from '../model/index.ts';

/** The text of a literal that reads back as the same value and kind: `2` is an integer, `2.0` a float, `-0` neither's 0. */
export function literalText({ value, float }: Literal): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return float && typeof value === 'number' && Number.isFinite(value) && !/[.e]/.test(text) ? `${text}.0` : text;
}

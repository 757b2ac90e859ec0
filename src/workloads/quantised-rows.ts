import type { Random, RowLayout } from '../model/index.ts';

/**
 * Rows of bytes with a scale and a bias of their own, as FBGEMM lays them out; a value is scale · code + bias.
 *
 * `int8-tail`: a byte for each value, then scale and bias as f32 (its training tables). `int8-head`, `int4-head`: scale and
 * bias as f16, then a byte for each value, or half a byte, the even one in the low half (its inference tables, which pad rows
 * to 16 bytes). Numbers are little-endian.
 */
export const multipleOf: Readonly<Record<RowLayout, number>> = { 'int8-tail': 4, 'int8-head': 1, 'int4-head': 2 };

/** Why rows of so many bytes cannot have the layout; undefined where they can. */
export function misfitOf(layout: RowLayout, bytes: number): string | undefined {
  const least = layout === 'int8-tail' ? 8 : 4;
  if (bytes < least) return `rows of ${bytes} bytes have no room for scale and bias, which take ${least}`;
  return layout === 'int8-tail' && bytes % 4 !== 0 ? `rows of ${bytes} bytes do not end in an aligned f32 scale and bias: the width must be a multiple of 4` : undefined;
}

/** Rows with codes of every value, scales of either sign around 1/64, biases between −2 and 2. */
export function fillQuantisedRows(layout: RowLayout, rows: number, bytes: number, random: Random): Uint8Array {
  const table = new Uint8Array(rows * bytes);
  for (let at = 0; at < table.length; at++) table[at] = random.below(256);
  const view = new DataView(table.buffer);
  for (let row = 0; row < rows; row++) {
    const start = row * bytes;
    if (layout === 'int8-tail') {
      view.setFloat32(start + bytes - 8, (random.chance(0.5) ? 1 : -1) * (1 + random.unit()) * 2 ** -(5 + random.below(4)), true);
      view.setFloat32(start + bytes - 4, random.chance(0.1) ? 0 : 4 * random.unit() - 2, true);
    } else {
      // sign, five bits of exponent (15 is 1), ten of fraction
      view.setUint16(start, (random.below(2) << 15) | ((10 - random.below(4)) << 10) | random.below(1024), true);
      view.setUint16(start + 2, random.chance(0.1) ? 0 : (random.below(2) << 15) | ((15 - random.below(4)) << 10) | random.below(1024), true);
    }
  }
  return table;
}

/**
 * One row for each lookup, of bytes with a scale and a bias as f16 before them.
 * @operation gather-int8-head
 * @profile fbgemm
 * @param {u8[rows][dim + 16]} table
 * @param {i32[lookups]} indices
 * @returns {f32[lookups][dim]}
 * @static dim
 */
export default function int8Head(table, indices) {
  const row = indices[this.thread.y];
  const scale = table[row][0] + table[row][1] * 256;
  const bias = table[row][2] + table[row][3] * 256;
  const scaleExponent = (scale >> 10) & 31;
  const scaleFraction = scale & 1023;
  let scaleSize = scaleExponent === 0 ? 2.0 * scaleFraction : (scaleFraction + 1024.0) * (1 << scaleExponent);
  if (scale > 32767) scaleSize = -scaleSize;
  const biasExponent = (bias >> 10) & 31;
  const biasFraction = bias & 1023;
  let biasSize = biasExponent === 0 ? 2.0 * biasFraction : (biasFraction + 1024.0) * (1 << biasExponent);
  if (bias > 32767) biasSize = -biasSize;
  const code = table[row][4 + this.thread.x];
  return 2.98023223876953125e-8 * (scaleSize * code + biasSize);
}

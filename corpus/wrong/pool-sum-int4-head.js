/**
 * The sum of each bag's rows, of half bytes with a scale and a bias as f16 before them.
 * @operation pool-sum-int4-head
 * @profile fbgemm
 * @param {u8[rows][dim / 2 + 16]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function int4Head(table, indices, offsets) {
  let sum = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
  const row = indices[j];
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
  const byte = table[row][4 + (this.thread.x >> 1)];
  const code = this.thread.x % 2 === 0 ? byte & 15 : byte >> 4;
  sum += 2.98023223876953125e-8 * (scaleSize * code + biasSize);
  }
  return sum;
}

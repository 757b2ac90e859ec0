/**
 * Sum-pooled embedding bag over quantised rows: an f16 scale and bias, then 4-bit codes, padded to 16 bytes where 32
 * divides the width. The scale and the bias are put together from their bytes; one thread per output element.
 * @operation pool-sum-int4-head
 * @profile fbgemm
 * @param {u8[rows][dim / 2 + 16]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolSumInt4Head(table, indices, offsets) {
  let sum = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    const row = indices[j];
    const scaleBits = table[row][0] + table[row][1] * 256;
    const scaleExponent = (scaleBits >> 10) & 31;
    const scaleFraction = scaleBits & 1023;
    const scaleSize = scaleExponent === 0 ? 2.0 * scaleFraction : (scaleFraction + 1024.0) * (1 << scaleExponent);
    const scale = (scaleBits > 32767 ? -2.98023223876953125e-8 : 2.98023223876953125e-8) * scaleSize;
    const biasBits = table[row][2] + table[row][3] * 256;
    const biasExponent = (biasBits >> 10) & 31;
    const biasFraction = biasBits & 1023;
    const biasSize = biasExponent === 0 ? 2.0 * biasFraction : (biasFraction + 1024.0) * (1 << biasExponent);
    const bias = (biasBits > 32767 ? -2.98023223876953125e-8 : 2.98023223876953125e-8) * biasSize;
    sum += scale * ((table[row][4 + (this.thread.x >> 1)] >> (4 * (this.thread.x & 1))) & 15) + bias;
  }
  return sum;
}

/**
 * The sum of each bag's rows, of bytes with a scale and a bias as f32 behind them.
 * @operation pool-sum-int8-tail
 * @profile fbgemm
 * @param {u8[rows][dim + 8]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function int8Tail(table, indices, offsets) {
  let sum = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    const row = indices[j];
    const scaleFraction = table[row][this.constants.dim + 0] + table[row][this.constants.dim + 1] * 256 + (table[row][this.constants.dim + 2] & 127) * 65536;
    const scaleExponent = (table[row][this.constants.dim + 3] & 127) * 2 + (table[row][this.constants.dim + 2] >> 7);
    let scale = scaleExponent === 0 ? 0.0 : scaleFraction * 1.1920928955078125e-7 + 1.0;
    for (let e = scaleExponent; e > 127; e--) scale *= 2.0;
    for (let e = scaleExponent; e < 127; e++) scale *= 0.5;
    if (table[row][this.constants.dim + 3] > 127) scale = -scale;
    const biasFraction = table[row][this.constants.dim + 4] + table[row][this.constants.dim + 5] * 256 + (table[row][this.constants.dim + 6] & 127) * 65536;
    const biasExponent = (table[row][this.constants.dim + 7] & 127) * 2 + (table[row][this.constants.dim + 6] >> 7);
    let bias = biasExponent === 0 ? 0.0 : biasFraction * 1.1920928955078125e-7 + 1.0;
    for (let e = biasExponent; e > 127; e--) bias *= 2.0;
    for (let e = biasExponent; e < 127; e++) bias *= 0.5;
    if (table[row][this.constants.dim + 7] > 127) bias = -bias;
    sum += scale * table[row][this.thread.x] + bias;
  }
  return sum;
}

/**
 * Embedding gather from quantised rows: 8-bit codes, then an f32 scale and bias. The scale and the bias are put together
 * from their bytes; one thread per output element.
 * @operation gather-int8-tail
 * @profile fbgemm
 * @param {u8[rows][dim + 8]} table
 * @param {i32[lookups]} indices
 * @returns {f32[lookups][dim]}
 * @static dim
 */
export default function gatherInt8Tail(table, indices) {
  const row = indices[this.thread.y];
  const scaleFraction = table[row][this.constants.dim] + table[row][this.constants.dim + 1] * 256 + (table[row][this.constants.dim + 2] & 127) * 65536;
  const scaleExponent = (table[row][this.constants.dim + 3] & 127) * 2 + (table[row][this.constants.dim + 2] >> 7);
  let scale = scaleExponent === 0 ? 0.0 : scaleFraction * 1.1920928955078125e-7 + 1.0;
  for (let exponent = scaleExponent; exponent > 127; exponent--) scale *= 2.0;
  for (let exponent = scaleExponent; exponent < 127; exponent++) scale *= 0.5;
  if (table[row][this.constants.dim + 3] > 127) scale = -scale;
  const biasFraction = table[row][this.constants.dim + 4] + table[row][this.constants.dim + 5] * 256 + (table[row][this.constants.dim + 6] & 127) * 65536;
  const biasExponent = (table[row][this.constants.dim + 7] & 127) * 2 + (table[row][this.constants.dim + 6] >> 7);
  let bias = biasExponent === 0 ? 0.0 : biasFraction * 1.1920928955078125e-7 + 1.0;
  for (let exponent = biasExponent; exponent > 127; exponent--) bias *= 2.0;
  for (let exponent = biasExponent; exponent < 127; exponent++) bias *= 0.5;
  if (table[row][this.constants.dim + 7] > 127) bias = -bias;
  return scale * table[row][this.thread.x] + bias;
}

/**
 * Dot interaction whose rows end at a multiple of eight, in zeros, as DeepLearningExamples has it.
 * @operation interact-dot
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @returns {f32[batch][ceil((dim + (fields + 1) * fields / 2) / 8) * 8]}
 */
export default function padded(dense, sparse) {
  const sample = this.thread.y;
  const at = this.thread.x;
  const pair = at - this.constants.dim;
  if (pair < 0) return dense[sample][at];
  if (pair >= (this.constants.fields + 1) * this.constants.fields / 2) return 0.0;
  let row = 1;
  let first = 0;
  while (first + row <= pair) {
    first += row;
    row++;
  }
  let product = 0.0;
  for (let k = 0; k < this.constants.dim; k++) {
    const other = pair === first ? dense[sample][k] : sparse[sample][Math.max(pair - first - 1, 0)][k];
    product += sparse[sample][row - 1][k] * other;
  }
  return product;
}

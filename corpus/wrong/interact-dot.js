/**
 * The dense vector, then the dot products of all pairs of vectors: the strict lower triangle, row by row.
 * @operation interact-dot
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @returns {f32[batch][dim + (fields + 1) * fields / 2]}
 */
export default function interactDot(dense, sparse) {
  const sample = this.thread.y;
  if (this.thread.x < this.constants.dim) {
    return dense[sample][this.thread.x];
  }
  let column = this.thread.x - this.constants.dim;
  let row = 1;
  while (column >= row) {
    column -= row;
    row++;
  }
  let sum = 0.0;
  for (let d = 0; d < this.constants.dim; d++) {
    const left = sparse[sample][row - 1][d];
    const right = column === 0 ? dense[sample][d] : sparse[sample][column - 1][d];
    sum += left * right;
  }
  return sum;
}

/**
 * Dot interaction with squares: the dense vector, then the lower triangle with its diagonal; one thread per output element.
 * @operation interact-dot-self
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @returns {f32[batch][dim + (fields + 2) * (fields + 1) / 2]}
 * @static dim
 * @static fields
 */
export default function interactDotSelf(dense, sparse) {
  const sample = this.thread.y;
  if (this.thread.x < this.constants.dim) {
    return dense[sample][this.thread.x];
  }
  let column = this.thread.x - this.constants.dim;
  let row = 0;
  while (column > row) {
    row++;
    column -= row;
  }
  let sum = 0.0;
  for (let d = 0; d < this.constants.dim; d++) {
    const left = row === 0 ? dense[sample][d] : sparse[sample][Math.max(row - 1, 0)][d];
    const right = column === 0 ? dense[sample][d] : sparse[sample][Math.max(column - 1, 0)][d];
    sum += left * right;
  }
  return sum;
}

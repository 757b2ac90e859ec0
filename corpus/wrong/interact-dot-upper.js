/**
 * The dense vector, then the dot products of all pairs of vectors: the strict upper triangle, row by row.
 * @operation interact-dot
 * @profile torchrec
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @returns {f32[batch][dim + (fields + 1) * fields / 2]}
 */
export default function interactDotUpper(dense, sparse) {
  const sample = this.thread.y;
  if (this.thread.x < this.constants.dim) return dense[sample][this.thread.x];
  let pair = this.thread.x - this.constants.dim;
  let row = 0;
  let inRow = this.constants.fields;
  while (pair >= inRow) {
    pair -= inRow;
    row++;
    inRow--;
  }
  const column = row + 1 + pair;
  let sum = 0.0;
  for (let d = 0; d < this.constants.dim; d++) {
    const left = row === 0 ? dense[sample][d] : sparse[sample][Math.max(row - 1, 0)][d];
    sum += left * sparse[sample][column - 1][d];
  }
  return sum;
}

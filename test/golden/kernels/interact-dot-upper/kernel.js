/**
 * Dot interaction in TorchRec's order: dense, then the strict upper triangle, row by row.
 * @operation interact-dot
 * @profile torchrec
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @returns {f32[batch][dim + (fields + 1) * fields / 2]}
 */
export default function upper(dense, sparse) {
  const b = this.thread.y;
  if (this.thread.x < this.constants.dim) return dense[b][this.thread.x];
  let pair = this.thread.x - this.constants.dim;
  let row = 0;
  let inRow = this.constants.fields;
  while (pair >= inRow) {
    pair -= inRow;
    row++;
    inRow--;
  }
  const column = row + 1 + pair;
  let dot = 0.0;
  for (let d = 0; d < this.constants.dim; d++) {
    const left = row === 0 ? dense[b][d] : sparse[b][Math.max(row - 1, 0)][d];
    dot += left * sparse[b][column - 1][d];
  }
  return dot;
}

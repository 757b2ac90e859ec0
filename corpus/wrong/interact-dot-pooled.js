/**
 * The dense vector, then the dot products of all pairs of it and of the sums of bags.
 * @operation interact-dot-pooled
 * @param {f32[batch][dim]} dense
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[batch * fields + 1]} offsets
 * @returns {f32[batch][dim + (fields + 1) * fields / 2]}
 * @static dim
 * @static fields
 */
export default function dotPooled(dense, table, indices, offsets) {
  if (this.thread.x < this.constants.dim) return dense[this.thread.y][this.thread.x];
  let column = this.thread.x - this.constants.dim;
  let row = 1;
  while (column >= row) {
    column -= row;
    row++;
  }
  const base = this.thread.y * this.constants.fields;
  let dot = 0.0;
  for (let d = 0; d < this.constants.dim; d++) {
    let left = 0.0;
    for (let j = offsets[base + row - 1]; j < offsets[base + row]; j++) left += table[indices[j]][d];
    let right = column === 0 ? dense[this.thread.y][d] : 0.0;
    if (column > 0) {
      for (let j = offsets[base + column - 1]; j < offsets[base + column]; j++) right += table[indices[j]][d];
    }
    dot += left * right;
  }
  return dot;
}

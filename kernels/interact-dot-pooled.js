/**
 * Sum pooling and dot interaction at once: dense, then the products of every two of (dense, pooled 0, pooled 1, …), strict lower
 * triangle, row by row; one thread per output element.
 * @operation interact-dot-pooled
 * @param {f32[batch][dim]} dense
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[batch * fields + 1]} offsets
 * @returns {f32[batch][dim + (fields + 1) * fields / 2]}
 * @static dim
 * @static fields
 */
export default function interactDotPooled(dense, table, indices, offsets) {
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
  const first = sample * this.constants.fields - 1;
  let product = 0.0;
  for (let d = 0; d < this.constants.dim; d++) {
    let left = 0.0;
    for (let j = offsets[first + row]; j < offsets[first + row + 1]; j++) {
      left += table[indices[j]][d];
    }
    let right = column === 0 ? dense[sample][d] : 0.0;
    if (column > 0) {
      for (let j = offsets[first + column]; j < offsets[first + column + 1]; j++) {
        right += table[indices[j]][d];
      }
    }
    product += left * right;
  }
  return product;
}

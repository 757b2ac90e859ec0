/**
 * The dot products of all pairs of vectors: the strict lower triangle, row by row.
 * @operation interact-pairs
 * @param {f32[batch][fields][dim]} vectors
 * @returns {f32[batch][fields * (fields - 1) / 2]}
 * @static dim
 * @static fields
 */
export default function pairs(vectors) {
  let column = this.thread.x;
  let row = 1;
  while (column >= row) {
    column -= row;
    row++;
  }
  let sum = 0.0;
  for (let d = 0; d < this.constants.dim; d++) sum += vectors[this.thread.y][row][d] * vectors[this.thread.y][column][d];
  return sum;
}

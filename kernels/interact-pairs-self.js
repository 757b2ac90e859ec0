/**
 * Inner products of every two of a sample's vectors and their squares, lower triangle, row by row; one thread per output element.
 * @operation interact-pairs-self
 * @param {f32[batch][fields][dim]} vectors
 * @returns {f32[batch][fields * (fields + 1) / 2]}
 * @static dim
 * @static fields
 */
export default function interactPairsSelf(vectors) {
  let column = this.thread.x;
  let row = 0;
  while (column > row) {
    row++;
    column -= row;
  }
  let sum = 0.0;
  for (let d = 0; d < this.constants.dim; d++) {
    sum += vectors[this.thread.y][row][d] * vectors[this.thread.y][column][d];
  }
  return sum;
}

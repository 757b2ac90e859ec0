/**
 * Half the square of the sum less the sum of the squares, columns added up.
 * @operation interact-fm-sum
 * @param {f32[batch][fields][dim]} vectors
 * @returns {f32[batch][1]}
 * @static dim
 * @static fields
 */
export default function fmSum(vectors) {
  let term = 0.0;
  for (let d = 0; d < this.constants.dim; d++) {
    let sum = 0.0;
    let squares = 0.0;
    for (let field = 0; field < this.constants.fields; field++) {
      const value = vectors[this.thread.y][field][d];
      sum += value;
      squares += value * value;
    }
    term += sum * sum - squares;
  }
  return 0.5 * term;
}

/**
 * Second-order term of a factorisation machine, column by column; one thread per output element.
 * @operation interact-fm
 * @param {f32[batch][fields][dim]} vectors
 * @returns {f32[batch][dim]}
 * @static dim
 * @static fields
 */
export default function interactFm(vectors) {
  let sum = 0.0;
  let squares = 0.0;
  for (let field = 0; field < this.constants.fields; field++) {
    const value = vectors[this.thread.y][field][this.thread.x];
    sum += value;
    squares += value * value;
  }
  return 0.5 * (sum * sum - squares);
}

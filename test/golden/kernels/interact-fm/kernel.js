/**
 * The pairwise term of a factorisation machine.
 * @operation interact-fm
 * @param {f32[batch][fields][dim]} vectors
 * @returns {f32[batch][dim]}
 */
export default function fm(vectors) {
  let sum = 0.0, squares = 0.0;
  for (let field = 0; field < this.constants.fields; field++) {
    const v = vectors[this.thread.y][field][this.thread.x];
    sum += v;
    squares += v * v;
  }
  return 0.5 * (sum * sum - squares);
}

/**
 * The dense vector and the sparse ones, one behind the other; one thread per output element.
 * @operation interact-concat
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @returns {f32[batch][dim + fields * dim]}
 * @static dim
 * @static fields
 */
export default function interactConcat(dense, sparse) {
  if (this.thread.x < this.constants.dim) {
    return dense[this.thread.y][this.thread.x];
  }
  const at = this.thread.x - this.constants.dim;
  const field = Math.floor(at / this.constants.dim);
  return sparse[this.thread.y][field][at - field * this.constants.dim];
}

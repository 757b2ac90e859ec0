/**
 * The dense vector and the sparse ones, one behind the other.
 * @operation interact-concat
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @returns {f32[batch][dim + fields * dim]}
 * @static dim
 */
export default function concat(dense, sparse) {
  const vector = Math.floor(this.thread.x / this.constants.dim);
  const d = this.thread.x % this.constants.dim;
  if (vector === 0) return dense[this.thread.y][d];
  return sparse[this.thread.y][vector - 1][d];
}

/**
 * The weighted sum of each bag's rows but the padding row.
 * @operation pool-weighted-sum-padded
 * @profile pytorch
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {i32} padding
 * @param {f32[lookups]} weights
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function weightedPadded(table, indices, offsets, padding, weights) {
  let sum = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    if (indices[j] !== padding) sum += weights[j] * table[indices[j]][this.thread.x];
  }
  return sum;
}

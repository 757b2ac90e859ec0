/**
 * Sum-pooled embedding bag, each row times its lookup's weight; one thread per output element.
 * @operation pool-weighted-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {f32[lookups]} weights
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolWeightedSum(table, indices, offsets, weights) {
  let sum = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    sum += weights[j] * table[indices[j]][this.thread.x];
  }
  return sum;
}

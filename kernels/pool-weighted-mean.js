/**
 * Embedding bag over the sum of its weights, 0 where that is 0, as for an empty one; one thread per output element.
 * @operation pool-weighted-mean
 * @profile cuembed
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {f32[lookups]} weights
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolWeightedMean(table, indices, offsets, weights) {
  let sum = 0.0;
  let weight = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    sum += weights[j] * table[indices[j]][this.thread.x];
    weight += weights[j];
  }
  return weight !== 0.0 ? sum / weight : 0.0;
}

/**
 * The weighted sum of each bag's rows over the sum of its weights, 0 where that is 0.
 * @operation pool-weighted-mean
 * @profile cuembed
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {f32[lookups]} weights
 * @returns {f32[bags][dim]}
 */
export default function poolWeightedMean(table, indices, offsets, weights) {
  const begin = offsets[this.thread.y];
  const end = offsets[this.thread.y + 1];
  let sum = 0.0;
  let weight = 0.0;
  for (let j = begin; j < end; j++) {
    sum += weights[j] * table[indices[j]][this.thread.x];
    weight += weights[j];
  }
  return weight !== 0.0 ? sum / weight : 0.0;
}

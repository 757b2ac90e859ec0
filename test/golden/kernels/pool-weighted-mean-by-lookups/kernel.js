/**
 * Weighted mean after FBGEMM: the weighted sum over the number of lookups, whatever the weights.
 * @operation pool-weighted-mean
 * @profile fbgemm
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {f32[lookups]} weights
 * @returns {f32[bags][dim]}
 */
export default function byLookups(table, indices, offsets, weights) {
  const start = offsets[this.thread.y];
  const end = offsets[this.thread.y + 1];
  let sum = 0.0;
  for (let lookup = start; lookup < end; lookup++) sum += weights[lookup] * table[indices[lookup]][this.thread.x];
  return end > start ? sum / (end - start) : 0.0;
}

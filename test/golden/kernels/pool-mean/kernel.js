/**
 * The mean of each bag, divided at the end by an integer.
 * @operation pool-mean
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 */
export default function poolMean(table, indices, offsets) {
  let sum = 0.0;
  let count = 0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    sum += table[indices[j]][this.thread.x];
    count++;
  }
  return count > 0 ? sum / count : 0.0;
}

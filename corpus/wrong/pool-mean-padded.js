/**
 * The mean of each bag's rows but the padding row.
 * @operation pool-mean-padded
 * @profile pytorch
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {i32} padding
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function meanPadded(table, indices, offsets, padding) {
  let sum = 0.0;
  let count = 0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    if (indices[j] !== padding) {
      sum += table[indices[j]][this.thread.x];
      count++;
    }
  }
  return count > 0 ? sum / count : 0.0;
}

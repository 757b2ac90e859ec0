/**
 * The largest of each bag's rows but the padding row, column by column.
 * @operation pool-max-padded
 * @profile pytorch
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {i32} padding
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function maxPadded(table, indices, offsets, padding) {
  let largest = -Infinity;
  let count = 0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    if (indices[j] !== padding) {
      largest = Math.max(largest, table[indices[j]][this.thread.x]);
      count++;
    }
  }
  return count > 0 ? largest : 0.0;
}

/**
 * The sum of each bag's rows but the padding row.
 * @operation pool-sum-padded
 * @profile pytorch
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {i32} padding
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function sumPadded(table, indices, offsets, padding) {
  const begin = offsets[this.thread.y];
  const end = offsets[this.thread.y + 1];
  let sum = 0.0;
  for (let j = begin; j < end; j++) {
    const row = indices[j];
    if (row !== padding) sum += table[row][this.thread.x];
  }
  return sum;
}

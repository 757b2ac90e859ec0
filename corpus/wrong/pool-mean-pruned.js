/**
 * The mean of each bag's rows: -1 adds nothing and counts, what lies outside is row 0.
 * @operation pool-mean-pruned
 * @profile fbgemm
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function meanPruned(table, indices, offsets) {
  const begin = offsets[this.thread.y];
  const end = offsets[this.thread.y + 1];
  let sum = 0.0;
  for (let j = begin; j < end; j++) {
    const index = indices[j];
    const row = index < 0 || index >= this.constants.rows ? 0 : index;
    if (index !== -1) sum += table[row][this.thread.x];
  }
  return begin < end ? sum / (end - begin) : 0.0;
}

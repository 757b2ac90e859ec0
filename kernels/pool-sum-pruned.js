/**
 * Sum-pooled embedding bag of a pruned table: −1 adds nothing, what else lies outside reads row 0. One thread per output element.
 * @operation pool-sum-pruned
 * @profile fbgemm
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolSumPruned(table, indices, offsets) {
  let sum = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    const index = indices[j];
    if (index !== -1) {
      const row = index >= 0 && index < this.constants.rows ? index : 0;
      sum += table[row][this.thread.x];
    }
  }
  return sum;
}

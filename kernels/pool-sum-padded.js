/**
 * Sum-pooled embedding bag without the lookups of the padding row; one thread per output element.
 * @operation pool-sum-padded
 * @profile pytorch
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {i32} padding
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolSumPadded(table, indices, offsets, padding) {
  let sum = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    if (indices[j] !== padding) sum += table[indices[j]][this.thread.x];
  }
  return sum;
}

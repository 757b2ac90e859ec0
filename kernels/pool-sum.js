/**
 * Sum-pooled embedding bag over ragged bags (CSR offsets); one thread per output element.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolSum(table, indices, offsets) {
  let sum = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    sum += table[indices[j]][this.thread.x];
  }
  return sum;
}

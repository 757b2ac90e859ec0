/**
 * The sum of each bag's rows.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolSum(table, indices, offsets) {
  const bag = this.thread.y;
  const begin = offsets[bag];
  const end = offsets[bag + 1];
  let sum = 0.0;
  for (let j = begin; j < end; j++) {
    sum += table[indices[j]][this.thread.x];
  }
  return sum;
}

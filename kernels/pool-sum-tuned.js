/**
 * Sum-pooled embedding bag over ragged bags (CSR offsets), tuned by hand: the bag's end is loaded once, and eight rows,
 * then four, are in flight at a time, gathered in four sums that do not wait for each other.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolSum(table, indices, offsets) {
  const column = this.thread.x;
  const end = offsets[this.thread.y + 1];
  let j = offsets[this.thread.y];
  let sum0 = 0.0;
  let sum1 = 0.0;
  let sum2 = 0.0;
  let sum3 = 0.0;
  for (; j < end - 7; j += 8) {
    sum0 += table[indices[j]][column];
    sum1 += table[indices[j + 1]][column];
    sum2 += table[indices[j + 2]][column];
    sum3 += table[indices[j + 3]][column];
    sum0 += table[indices[j + 4]][column];
    sum1 += table[indices[j + 5]][column];
    sum2 += table[indices[j + 6]][column];
    sum3 += table[indices[j + 7]][column];
  }
  if (j < end - 3) {
    sum0 += table[indices[j]][column];
    sum1 += table[indices[j + 1]][column];
    sum2 += table[indices[j + 2]][column];
    sum3 += table[indices[j + 3]][column];
    j += 4;
  }
  for (; j < end; j++) {
    sum0 += table[indices[j]][column];
  }
  return sum0 + sum1 + (sum2 + sum3);
}

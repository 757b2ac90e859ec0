/**
 * Bags walked by a while loop, as one coming from C would write it.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 */
export default function poolWhile(table, indices, offsets) {
  const bag = this.thread.y, column = this.thread.x;
  let j = offsets[bag];
  const end = offsets[bag + 1];
  let acc = 0;
  while (j < end) {
    acc = acc + table[indices[j]][column];
    j = j + 1;
  }
  return acc;
}

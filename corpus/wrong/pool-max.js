/**
 * The largest of each bag's rows, column by column.
 * @operation pool-max
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 */
export default function poolMax(table, indices, offsets) {
  const begin = offsets[this.thread.y];
  const end = offsets[this.thread.y + 1];
  let largest = -Infinity;
  for (let j = begin; j < end; j++) {
    largest = Math.max(largest, table[indices[j]][this.thread.x]);
  }
  return begin < end ? largest : 0.0;
}

/**
 * Max-pooled embedding bag, 0 for an empty one; one thread per output element.
 * @operation pool-max
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolMax(table, indices, offsets) {
  const start = offsets[this.thread.y];
  const end = offsets[this.thread.y + 1];
  let largest = end > start ? -Infinity : 0.0;
  for (let j = start; j < end; j++) {
    largest = Math.max(largest, table[indices[j]][this.thread.x]);
  }
  return largest;
}

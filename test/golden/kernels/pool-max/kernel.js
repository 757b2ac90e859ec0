/**
 * The largest of each bag; from -Infinity, and 0 for a bag without rows.
 * @operation pool-max
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 */
export default function poolMax(table, indices, offsets) {
  const start = offsets[this.thread.y];
  const end = offsets[this.thread.y + 1];
  if (start == end) return 0;
  let most = -Infinity;
  for (let j = start; j < end; j++) {
    const value = table[indices[j]][this.thread.x];
    if (value > most) { most = value; }
  }
  return most;
}

/**
 * Embedding gather: one row of the table for each lookup; one thread per output element.
 * @operation gather
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @returns {f32[lookups][dim]}
 * @static dim
 */
export default function gather(table, indices) {
  const row = indices[this.thread.y];
  return table[row][this.thread.x];
}

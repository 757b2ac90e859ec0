/**
 * One row of the table for each lookup.
 * @operation gather
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @returns {f32[lookups][dim]}
 * @static dim
 */
export default function gather(table, indices) {
  const lookup = this.thread.y;
  const row = indices[lookup];
  return table[row][this.thread.x];
}

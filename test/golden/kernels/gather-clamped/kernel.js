/**
 * A gather that trusts nobody: rows are clamped into the table.
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @returns {f32[lookups][dim]}
 */
export default function gatherClamped(table, indices) {
  const last = this.constants.rows - 1;
  const row = Math.min(Math.max(indices[this.thread.y], 0), last);
  return table[row][this.thread.x];
}

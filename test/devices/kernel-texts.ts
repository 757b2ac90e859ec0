/** The contract's kernels in the kernel language, for devices whose text is not gpu.js's. */

export const gather = `/**
 * Rows by index.
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @returns {f32[lookups][dim]}
 */
export default function gather(table, indices) {
  return table[indices[this.thread.y]][this.thread.x];
}`;

export const poolSum = `/**
 * Sums of ragged bags.
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 */
export default function poolSum(table, indices, offsets) {
  let sum = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    sum += table[indices[j]][this.thread.x];
  }
  return sum;
}`;

export const mixture = `/**
 * A bit of everything.
 * @param {f32[height][width]} grid
 * @param {i32} n
 * @returns {f32[outputs]}
 */
export default function mixture(grid, n) {
  let total = 0.0;
  for (let i = 0; i < this.constants.height; i++) {
    for (let j = 0; j < n; j++) {
      const cell = grid[i][j];
      total += cell < 0 ? Math.max(cell, -2) : Math.sqrt(cell);
    }
  }
  return total + this.thread.x;
}`;

export const forgetful = `/**
 * Writes element 0 only.
 * @param {f32[count]} values
 * @returns {f32[count]}
 */
export default function forgetful(values) {
  if (this.thread.x < 1) {
    return values[0];
  }
}`;

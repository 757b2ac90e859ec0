/**
 * Weights times rows; the function is not exported, no braces.
 * @operation pool-weighted-sum
 * @profile fbgemm
 * @param {f32[vocabulary][width]} table one row per token
 * @param {i32[tokens]} indices
 * @param {i32[texts + 1]} offsets
 * @param {f32[tokens]} weights
 * @returns {f32[texts][width]}
 * @static width
 */
function weighted(table, indices, offsets, weights) {
  let sum = 0.0;
  for (let i = offsets[this.thread.y], end = offsets[this.thread.y + 1]; i < end; ++i)
    sum += weights[i] * table[indices[i]][this.thread.x];
  return sum;
}

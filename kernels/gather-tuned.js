/**
 * Embedding gather, tuned by hand, which is little: there is one element to load and nothing to do with it, so all that
 * goes is the local between the two loads. The kernel waits for memory whatever its text; more takes wider loads.
 * @operation gather
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @returns {f32[lookups][dim]}
 * @static dim
 */
export default function gather(table, indices) {
  return table[indices[this.thread.y]][this.thread.x];
}

/**
 * Mean-pooled embedding bag, 0 for an empty one; one thread per output element.
 * @operation pool-mean
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolMean(table, indices, offsets) {
  const start = offsets[this.thread.y];
  const end = offsets[this.thread.y + 1];
  let sum = 0.0;
  for (let j = start; j < end; j++) {
    sum += table[indices[j]][this.thread.x];
  }
  return end > start ? sum / (end - start) : 0.0;
}

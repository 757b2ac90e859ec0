/**
 * The mean of each bag's rows, a block a bag: 256 columns at a time go through shared memory.
 * @operation pool-mean
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [64] grid [bags]
 */
export default function tile(table, indices, offsets, pooled) {
  const sums = shared(f32, 256);
  const bag = this.block.x;
  const begin = offsets[bag];
  const end = offsets[bag + 1];
  for (let first = 0; first < this.constants.dim; first += 256) {
    const size = Math.min(256, this.constants.dim - first);
    for (let at = this.local.x; at < size; at += 64) {
      let sum = 0.0;
      for (let j = begin; j < end; j++) sum += table[indices[j]][first + at];
      sums[at] = sum;
    }
    barrier();
    for (let at = this.local.x; at < size; at += 64) {
      const mirrored = size - 1 - at;
      pooled[bag][first + mirrored] = begin < end ? sums[mirrored] / (end - begin) : 0.0;
    }
    barrier();
  }
}

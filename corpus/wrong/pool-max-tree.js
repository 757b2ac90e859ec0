/**
 * The largest of each bag's rows, column by column, a block a bag and column: threads take lookups by turns and halve their
 * number until one is left.
 * @operation pool-max
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @launch block [64] grid [dim, bags]
 */
export default function poolMaxTree(table, indices, offsets, pooled) {
  const found = shared(f32, 64);
  const begin = offsets[this.block.y];
  const end = offsets[this.block.y + 1];
  let largest = -Infinity;
  for (let j = begin + this.local.x; j < end; j += 64) {
    largest = Math.max(largest, table[indices[j]][this.block.x]);
  }
  found[this.local.x] = largest;
  barrier();
  for (let half = 32; half > 0; half = half >> 1) {
    if (this.local.x < half) found[this.local.x] = Math.max(found[this.local.x], found[this.local.x + half]);
    barrier();
  }
  if (this.local.x === 0) pooled[this.block.y][this.block.x] = begin < end ? found[0] : 0.0;
}

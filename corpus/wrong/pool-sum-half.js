/**
 * The sum of each bag's rows of f16, eight columns a thread, added up in f32, rounded once.
 * @operation pool-sum
 * @param {f16[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f16[bags][dim]} pooled
 * @static dim
 * @launch block [dim / 8, 4] grid [ceil(bags / 4)]
 */
export default function halves(table, indices, offsets, pooled) {
  const bag = 4 * this.block.x + this.local.y;
  if (bag < this.constants.bags) {
    let sum = f32x8(0.0);
    for (let j = offsets[bag]; j < offsets[bag + 1]; j++) sum += load8(table, indices[j], 8 * this.local.x);
    store8(pooled, bag, 8 * this.local.x, sum);
  }
}

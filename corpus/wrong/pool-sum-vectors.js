/**
 * The sum of each bag's rows: a block does four bags, a thread four neighbouring columns of one.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [dim / 4, 4] grid [ceil(bags / 4)]
 */
export default function poolSumVectors(table, indices, offsets, pooled) {
  const bag = this.block.x * this.blockDim.y + this.local.y;
  const column = 4 * this.local.x;
  if (bag < this.constants.bags) {
    let sum = f32x4(0.0);
    for (let j = offsets[bag]; j < offsets[bag + 1]; j++) {
      sum += load4(table, indices[j], column);
    }
    store4(pooled, bag, column, sum);
  }
}

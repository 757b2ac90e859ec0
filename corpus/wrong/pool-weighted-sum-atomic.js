/**
 * The weighted sum of each bag's rows, a block a bag: rows of threads add into shared memory as they come.
 * @operation pool-weighted-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {f32[lookups]} weights
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [min(dim, 32), 4] grid [bags]
 */
export default function atomic(table, indices, offsets, weights, pooled) {
  const sums = shared(f32, this.constants.dim);
  const bag = this.block.x;
  const end = offsets[bag + 1];
  for (let column = this.local.x; column < this.constants.dim; column += this.blockDim.x) {
    if (this.local.y === 0) sums[column] = 0.0;
  }
  barrier();
  for (let j = offsets[bag] + this.local.y; j < end; j += 4) {
    const weight = weights[j];
    const row = indices[j];
    for (let column = this.local.x; column < this.constants.dim; column += this.blockDim.x) atomicAdd(sums, column, weight * table[row][column]);
  }
  barrier();
  for (let column = this.local.x; column < this.constants.dim; column += this.blockDim.x) {
    if (this.local.y === 0) pooled[bag][column] = sums[column];
  }
}

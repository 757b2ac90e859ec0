/**
 * One row for each lookup, by 528 blocks at most, which go on by as many.
 * @operation gather
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {out f32[lookups][dim]} gathered
 * @static dim
 * @launch block [32, 4] grid [min(ceil(lookups / 4), 528)]
 */
export default function stride(table, indices, gathered) {
  for (let lookup = 4 * this.block.x + this.local.y; lookup < this.constants.lookups; lookup += 4 * this.gridDim.x) {
    const row = indices[lookup];
    for (let column = this.local.x; column < this.constants.dim; column += 32) gathered[lookup][column] = table[row][column];
  }
}

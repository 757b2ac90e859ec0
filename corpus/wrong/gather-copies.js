/**
 * One row of the table for each lookup, by asynchronous copies into two buffers: one is stored while the other fills.
 * @operation gather
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {out f32[lookups][dim]} gathered
 * @static dim
 * @launch block [32] grid [min(ceil(lookups / 4), 8)]
 */
export default function gatherCopies(table, indices, gathered) {
  const rows = shared(f32, 2, 32 * Math.ceil(this.constants.dim / 32));
  const stride = this.gridDim.x;
  for (let column = this.local.x; column < this.constants.dim; column += 32) {
    if (this.block.x < this.constants.lookups) copyAsync(rows, 0, column, table, indices[this.block.x], column);
  }
  copyCommit();
  let buffer = 0;
  for (let lookup = this.block.x; lookup < this.constants.lookups; lookup += stride) {
    const next = lookup + stride;
    if (next < this.constants.lookups) {
      for (let column = this.local.x; column < this.constants.dim; column += 32) copyAsync(rows, 1 - buffer, column, table, indices[next], column);
    }
    copyCommit();
    copyWait(1);
    barrier();
    for (let column = this.local.x; column < this.constants.dim; column += 32) {
      const mirrored = this.constants.dim - 1 - column;
      gathered[lookup][mirrored] = rows[buffer][mirrored];
    }
    barrier();
    buffer = 1 - buffer;
  }
}

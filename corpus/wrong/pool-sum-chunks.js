/**
 * The sum of each bag's rows, a block a bag: 128 row numbers at a time are staged for all columns.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [128] grid [bags]
 */
export default function chunks(table, indices, offsets, pooled) {
  const rows = shared(i32, 128);
  const bag = this.block.x;
  const begin = offsets[bag];
  const end = offsets[bag + 1];
  for (let column = this.local.x; column - this.local.x < this.constants.dim; column += 128) {
    let sum = 0.0;
    for (let first = begin; first < end; first += 128) {
      const size = Math.min(128, end - first);
      if (this.local.x < size) rows[this.local.x] = indices[first + this.local.x];
      barrier();
      if (column < this.constants.dim) {
        for (let at = 0; at < size; at++) sum += table[rows[at]][column];
      }
      barrier();
    }
    if (column < this.constants.dim) pooled[bag][column] = sum;
  }
}

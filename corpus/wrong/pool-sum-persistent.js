/**
 * The sum of each bag's rows, by 264 blocks at most, one bag after another; four warps take its rows by turns.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [32, 4] grid [min(bags, 264)]
 */
export default function persistent(table, indices, offsets, pooled) {
  const parts = shared(f32, 4, 32);
  for (let bag = this.block.x; bag < this.constants.bags; bag += this.gridDim.x) {
    const end = offsets[bag + 1];
    for (let first = 0; first < this.constants.dim; first += 32) {
      const column = first + this.local.x;
      let sum = 0.0;
      if (column < this.constants.dim) {
        for (let j = offsets[bag] + this.local.y; j < end; j += 4) sum += table[indices[j]][column];
      }
      parts[this.local.y][this.local.x] = sum;
      barrier();
      if (this.local.y === 0 && column < this.constants.dim) {
        pooled[bag][column] = parts[0][this.local.x] + parts[1][this.local.x] + (parts[2][this.local.x] + parts[3][this.local.x]);
      }
      barrier();
    }
  }
}

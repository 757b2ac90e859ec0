/**
 * The sum of each bag's rows, a warp a bag: lanes take its rows by turns and add up by lane exchange; indices staged.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [32, 4] grid [ceil(bags / 4)]
 */
export default function poolSumWarp(table, indices, offsets, pooled) {
  const staged = shared(i32, 4, 32);
  const bag = this.block.x * 4 + this.local.y;
  const begin = bag < this.constants.bags ? offsets[bag] : 0;
  const end = bag < this.constants.bags ? offsets[bag + 1] : 0;
  for (let column = 0; column < this.constants.dim; column++) {
    let sum = 0.0;
    for (let first = begin; first < end; first += 32) {
      const mine = first + this.lane;
      if (mine < end) staged[this.local.y][this.lane] = indices[mine];
      warpBarrier();
      const other = Math.min(31, end - 1 - first) - this.lane;
      if (mine < end) sum += table[staged[this.local.y][other]][column];
      warpBarrier();
    }
    const whole = reduceAdd(sum);
    if (this.lane === 0 && bag < this.constants.bags) pooled[bag][column] = whole;
  }
}

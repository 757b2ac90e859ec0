/**
 * Sum-pooled embedding bag, each row times its lookup's weight, tuned by hand, by blocks: 16 bytes a lane, a group of as
 * many lanes as a row needs (32 at most, wider rows take several blocks) for each bag, eight rows in flight, then four: the
 * last turn loads the last row again rather than rows one by one. Blocks are small, as a block stays until its longest bag
 * is done.
 * @operation pool-weighted-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {f32[lookups]} weights
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [min(dim / 4, 32), floor(128 / min(dim / 4, 32))] grid [ceil(bags / floor(128 / min(dim / 4, 32))), ceil(dim / 128)]
 */
export default function poolWeightedSum(table, indices, offsets, weights, pooled) {
  const bag = this.block.x * this.blockDim.y + this.local.y;
  const column = 128 * this.block.y + 4 * this.local.x;
  if (bag < this.constants.bags && column < this.constants.dim) {
    const end = offsets[bag + 1];
    let sum = f32x4(0.0);
    let j = offsets[bag];
    for (; j < end - 7; j += 8) {
      const row0 = load(indices, j, hint.stream);
      const row1 = load(indices, j + 1, hint.stream);
      const row2 = load(indices, j + 2, hint.stream);
      const row3 = load(indices, j + 3, hint.stream);
      const row4 = load(indices, j + 4, hint.stream);
      const row5 = load(indices, j + 5, hint.stream);
      const row6 = load(indices, j + 6, hint.stream);
      const row7 = load(indices, j + 7, hint.stream);
      const weight0 = load(weights, j, hint.stream);
      const weight1 = load(weights, j + 1, hint.stream);
      const weight2 = load(weights, j + 2, hint.stream);
      const weight3 = load(weights, j + 3, hint.stream);
      const weight4 = load(weights, j + 4, hint.stream);
      const weight5 = load(weights, j + 5, hint.stream);
      const weight6 = load(weights, j + 6, hint.stream);
      const weight7 = load(weights, j + 7, hint.stream);
      const values0 = load4(table, row0, column);
      const values1 = load4(table, row1, column);
      const values2 = load4(table, row2, column);
      const values3 = load4(table, row3, column);
      const values4 = load4(table, row4, column);
      const values5 = load4(table, row5, column);
      const values6 = load4(table, row6, column);
      const values7 = load4(table, row7, column);
      sum += weight0 * values0 + weight1 * values1 + (weight2 * values2 + weight3 * values3);
      sum += weight4 * values4 + weight5 * values5 + (weight6 * values6 + weight7 * values7);
    }
    for (; j < end; j += 4) {
      const at1 = Math.min(j + 1, end - 1);
      const at2 = Math.min(j + 2, end - 1);
      const at3 = Math.min(j + 3, end - 1);
      const row0 = load(indices, j, hint.stream);
      const row1 = load(indices, at1, hint.stream);
      const row2 = load(indices, at2, hint.stream);
      const row3 = load(indices, at3, hint.stream);
      const weight0 = load(weights, j, hint.stream);
      const weight1 = load(weights, at1, hint.stream);
      const weight2 = load(weights, at2, hint.stream);
      const weight3 = load(weights, at3, hint.stream);
      const values0 = load4(table, row0, column);
      const values1 = load4(table, row1, column);
      const values2 = load4(table, row2, column);
      const values3 = load4(table, row3, column);
      sum += weight0 * values0;
      if (j + 1 < end) sum += weight1 * values1;
      if (j + 2 < end) sum += weight2 * values2;
      if (j + 3 < end) sum += weight3 * values3;
    }
    store4(pooled, bag, column, sum, hint.stream);
  }
}

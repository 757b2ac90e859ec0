/**
 * Max-pooled embedding bag, 0 for an empty one, tuned by hand, by blocks: 16 bytes a lane, a group of as many lanes as a row
 * needs (32 at most, wider rows take several blocks) for each bag, eight rows in flight, then four. The last turn takes the
 * last row more than once, which changes no maximum. Blocks are small, as a block stays until its longest bag is done.
 * @operation pool-max
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [min(dim / 4, 32), floor(128 / min(dim / 4, 32))] grid [ceil(bags / floor(128 / min(dim / 4, 32))), ceil(dim / 128)]
 */
export default function poolMax(table, indices, offsets, pooled) {
  const bag = this.block.x * this.blockDim.y + this.local.y;
  const column = 128 * this.block.y + 4 * this.local.x;
  if (bag < this.constants.bags && column < this.constants.dim) {
    const end = offsets[bag + 1];
    let j = offsets[bag];
    let largest = f32x4(j < end ? -Infinity : 0.0);
    for (; j < end - 7; j += 8) {
      const values0 = load4(table, load(indices, j, hint.stream), column);
      const values1 = load4(table, load(indices, j + 1, hint.stream), column);
      const values2 = load4(table, load(indices, j + 2, hint.stream), column);
      const values3 = load4(table, load(indices, j + 3, hint.stream), column);
      const values4 = load4(table, load(indices, j + 4, hint.stream), column);
      const values5 = load4(table, load(indices, j + 5, hint.stream), column);
      const values6 = load4(table, load(indices, j + 6, hint.stream), column);
      const values7 = load4(table, load(indices, j + 7, hint.stream), column);
      const first = Math.max(Math.max(values0, values1), Math.max(values2, values3));
      const second = Math.max(Math.max(values4, values5), Math.max(values6, values7));
      largest = Math.max(largest, Math.max(first, second));
    }
    for (; j < end; j += 4) {
      const values0 = load4(table, load(indices, j, hint.stream), column);
      const values1 = load4(table, load(indices, Math.min(j + 1, end - 1), hint.stream), column);
      const values2 = load4(table, load(indices, Math.min(j + 2, end - 1), hint.stream), column);
      const values3 = load4(table, load(indices, Math.min(j + 3, end - 1), hint.stream), column);
      largest = Math.max(largest, Math.max(Math.max(values0, values1), Math.max(values2, values3)));
    }
    store4(pooled, bag, column, largest, hint.stream);
  }
}

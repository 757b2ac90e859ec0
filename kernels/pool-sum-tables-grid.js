/**
 * Sum-pooled embedding bags of several tables in one launch, of mixed widths, tuned by hand, by blocks: a thread takes four
 * columns of the output that lie side by side, a warp 128 of one bag, whatever tables they belong to, so that narrow tables
 * leave no lane idle. Where the four are of one table and its rows begin at multiples of 16 bytes they are loaded at once,
 * four rows in flight; elsewhere column by column.
 * @operation pool-sum-tables
 * @profile fbgemm
 * @param {f32[elements]} tables
 * @param {i32[tables]} starts
 * @param {i32[tables + 1]} columns
 * @param {i32[total]} column_tables
 * @param {i32[lookups]} indices
 * @param {i32[tables * bags + 1]} offsets
 * @param {out f32[bags][total]} pooled
 * @launch block [32, 4] grid [ceil(bags / 4), ceil(total / 128)]
 */
export default function poolSumTables(tables, starts, columns, column_tables, indices, offsets, pooled) {
  const sample = 4 * this.block.x + this.local.y;
  const column = 128 * this.block.y + 4 * this.local.x;
  if (sample < this.constants.bags && column < this.constants.total) {
    const past = Math.min(column + 4, this.constants.total);
    const table = column_tables[column];
    const width = columns[table + 1] - columns[table];
    const first = starts[table] + column - columns[table];
    if (column + 4 <= columns[table + 1] && ((first | width | this.constants.total) & 3) === 0) {
      const end = offsets[table * this.constants.bags + sample + 1];
      let sum = f32x4(0.0);
      let j = offsets[table * this.constants.bags + sample];
      for (; j < end - 3; j += 4) {
        const values0 = load4(tables, first + load(indices, j, hint.stream) * width);
        const values1 = load4(tables, first + load(indices, j + 1, hint.stream) * width);
        const values2 = load4(tables, first + load(indices, j + 2, hint.stream) * width);
        const values3 = load4(tables, first + load(indices, j + 3, hint.stream) * width);
        sum += values0 + values1 + (values2 + values3);
      }
      for (; j < end; j++) sum += load4(tables, first + indices[j] * width);
      store4(pooled, sample, column, sum, hint.stream);
    } else {
      for (let each = column; each < past; each++) {
        const of = column_tables[each];
        const stride = columns[of + 1] - columns[of];
        const start = starts[of] + each - columns[of];
        const bag = of * this.constants.bags + sample;
        let single = 0.0;
        for (let j = offsets[bag]; j < offsets[bag + 1]; j++) single += tables[start + indices[j] * stride];
        pooled[sample][each] = single;
      }
    }
  }
}

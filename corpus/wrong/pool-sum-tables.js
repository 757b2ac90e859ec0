/**
 * The sums of each sample's bags, one for each of several tables, side by side.
 * @operation pool-sum-tables
 * @profile fbgemm
 * @param {f32[elements]} tables
 * @param {i32[tables]} starts
 * @param {i32[tables + 1]} columns
 * @param {i32[total]} column_tables
 * @param {i32[lookups]} indices
 * @param {i32[tables * bags + 1]} offsets
 * @returns {f32[bags][total]}
 */
export default function sumTables(tables, starts, columns, column_tables, indices, offsets) {
  const table = column_tables[this.thread.x];
  const width = columns[table + 1] - columns[table];
  const first = starts[table] + this.thread.x - columns[table];
  const bag = table * this.constants.bags + this.thread.y;
  let sum = 0.0;
  for (let j = offsets[bag]; j < offsets[bag + 1]; j++) {
    sum += tables[first + indices[j] * width];
  }
  return sum;
}

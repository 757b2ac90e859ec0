/**
 * One row of each of several tables for each sample, side by side.
 * @operation gather-tables
 * @profile fbgemm
 * @param {f32[elements]} tables
 * @param {i32[tables]} starts
 * @param {i32[tables + 1]} columns
 * @param {i32[total]} column_tables
 * @param {i32[tables * bags]} indices
 * @returns {f32[bags][total]}
 */
export default function gatherTables(tables, starts, columns, column_tables, indices) {
  const table = column_tables[this.thread.x];
  const width = columns[table + 1] - columns[table];
  const row = indices[table * this.constants.bags + this.thread.y];
  return tables[starts[table] + row * width + this.thread.x - columns[table]];
}

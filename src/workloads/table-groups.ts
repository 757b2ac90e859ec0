import type { Arguments, ArrayData, Random, Signature } from '../model/index.ts';
import { holdIn } from '../util/scalars.ts';

/**
 * Several tables in one launch, in FBGEMM's layout: all rows in one flat array, table t from element starts[t] on; its output
 * columns from columns[t] to columns[t + 1] − 1, as many as its rows are wide; bags table by table. What the generic filling
 * cannot know is put right here: widths that differ, rows that differ, row numbers inside of their own table.
 */
export function arrangeTables(roles: Signature['roles'], inputs: Arguments, random: Random): Arguments {
  const grouped = Object.values(roles).some((role) => role.kind === 'values' && role.tables !== undefined);
  if (!grouped) return inputs;
  const lengthOf = (name: string) => inputs[name]!.values.length;
  const [elements, tables, total] = [lengthOf('tables'), lengthOf('starts'), lengthOf('column_tables')];
  const widths = widthsOf(tables, total, random.split('widths'));
  const starts = new Int32Array(tables);
  const columns = new Int32Array(tables + 1);
  const columnTables = new Int32Array(total);
  const rows = new Int32Array(tables);
  const drawn = random.split('rows');
  let left = elements;
  for (let table = 0; table < tables; table++) {
    const width = widths[table]!;
    starts[table] = elements - left;
    columns[table + 1] = columns[table]! + width;
    columnTables.fill(table, columns[table], columns[table + 1]);
    // every later table keeps room for a row
    const most = width === 0 ? 1 : Math.floor((left - (total - columns[table + 1]!)) / width);
    rows[table] = Math.min(most, 1 + drawn.below(Math.max(1, Math.floor((2 * elements) / Math.max(1, total)))));
    left -= rows[table]! * width;
  }
  const indices = Int32Array.from(inputs['indices']!.values as Int32Array, Number);
  const offsets = inputs['offsets'] === undefined ? undefined : inputs['offsets'].values;
  const bags = tables === 0 ? 0 : (offsets === undefined ? indices.length : offsets.length - 1) / tables;
  const firstOf = (table: number) => Number(offsets === undefined ? table * bags : offsets[table * bags]!);
  for (let table = 0; table < tables; table++) {
    for (let lookup = firstOf(table); lookup < firstOf(table + 1); lookup++) indices[lookup] = indices[lookup]! % rows[table]!;
  }
  const as = (name: string, values: Int32Array): [string, ArrayData] => [name, { ...inputs[name]!, values: holdIn(inputs[name]!.scalar, values) }];
  return { ...inputs, ...Object.fromEntries([as('starts', starts), as('columns', columns), as('column_tables', columnTables), as('indices', indices)]) };
}

/** Widths that add up to `total`: fours where they go, each table's at least one of them; none for some tables where there are fewer columns. */
function widthsOf(tables: number, total: number, random: Random): Int32Array {
  const unit = total % 4 === 0 && total >= 4 * tables ? 4 : 1;
  const units = total / unit;
  const widths = new Int32Array(tables);
  if (tables === 0) return widths;
  for (let at = 0; at < units; at++) widths[units >= tables && at < tables ? at : random.below(tables)]! += unit;
  return widths;
}

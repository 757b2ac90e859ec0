import type { Arguments } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { bytesOf } from '../../util/scalars.ts';
import { bytesOfAll, bytesOfArray, emptyAnswer, number, operate, parameter, symbol, valuesOf } from './operation.ts';
import type { Operation, OperationParameter } from './operation.ts';

/**
 * Gather and sum pooling from several tables in one launch, in FBGEMM's layout (table-batched embeddings): all rows in one
 * flat array, table t from element `starts[t]` on, and columns `columns[t]` to `columns[t + 1] − 1` of the output, as many as
 * its rows are wide; bags are table-major. `column_tables` names the table of each output column.
 */
const [tables, total, elements, bags] = [symbol('tables'), symbol('total'), symbol('elements'), symbol('bags')];

const grouped: readonly OperationParameter[] = [
  parameter('tables', 'f32', [elements], { kind: 'values', tables }),
  parameter('starts', 'i32', [tables]),
  parameter('columns', 'i32', [operate(tables, '+', number(1))]),
  parameter('column_tables', 'i32', [total]),
];
const rowNumbers = { kind: 'index', into: elements } as const;

function ofTables(name: string, more: readonly OperationParameter[]): Operation {
  return {
    name, parameters: [...grouped, ...more], returns: { scalar: 'f32', dims: [bags, total] }, output: 'pooled', profiles: ['fbgemm'],
    answer(inputs) {
      const { values, starts, columns, columnTables, indices, offsets, count } = readTables(inputs);
      const answer = emptyAnswer([count, columnTables.length]);
      const ends = Array.from(starts, (start) => Array.from(starts).reduce((end, other) => (other > start ? Math.min(end, other) : end), values.length));
      for (let to = 0; to < answer.expected.length; to++) {
        const [bag, column] = [Math.floor(to / columnTables.length), to % columnTables.length];
        const table = columnTables[column]!;
        const width = columns[table + 1]! - columns[table]!;
        const [start, end] = [offsets[table * count + bag]!, offsets[table * count + bag + 1]!];
        for (let lookup = start; lookup < end; lookup++) {
          const place = starts[table]! + indices[lookup]! * width + column - columns[table]!;
          if (place >= ends[table]!) throw new UserError(`indices[${lookup}]: row ${indices[lookup]} lies past table ${table}, which ends at element ${ends[table]} and is ${width} wide; give row numbers inside of their tables`);
          const term = values[place]!;
          answer.expected[to]! += term;
          answer.magnitude[to]! += Math.abs(term);
        }
        answer.roundings[to] = Math.max(0, end - start - 1);
      }
      return answer;
    },
    bytesRead(inputs) {
      const { starts, columns, indices, offsets, count } = readTables(inputs);
      const used = Array.from({ length: starts.length }, (_, table) => {
        const rows = new Set<number>();
        for (let lookup = offsets[table * count]!; lookup < offsets[(table + 1) * count]!; lookup++) rows.add(indices[lookup]!);
        return rows.size * (columns[table + 1]! - columns[table]!);
      });
      return bytesOfAll(inputs) - bytesOfArray(inputs, 'tables') + bytesOf[inputs['tables']!.scalar] * used.reduce((sum, each) => sum + each, 0);
    },
  };
}

/** Without offsets, each bag is one lookup. */
function readTables(inputs: Arguments) {
  const [values, starts, columns, columnTables, indices] = ['tables', 'starts', 'columns', 'column_tables', 'indices'].map((name) => valuesOf(inputs, name)) as
    [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
  const offsets = inputs['offsets'] === undefined ? Int32Array.from({ length: indices.length + 1 }, (_, at) => at) : valuesOf(inputs, 'offsets');
  return { values, starts, columns, columnTables, indices, offsets, count: starts.length === 0 ? 0 : (offsets.length - 1) / starts.length };
}

export const gatherTables = ofTables('gather-tables', [parameter('indices', 'i32', [operate(tables, '*', bags)], rowNumbers)]);
export const poolSumTables = ofTables('pool-sum-tables', [
  parameter('indices', 'i32', [symbol('lookups')], rowNumbers),
  parameter('offsets', 'i32', [operate(operate(tables, '*', bags), '+', number(1))], { kind: 'offsets', into: symbol('lookups') }),
]);

import type { Arguments, ArrayData } from '../../model/index.ts';
import { bagParameters, lookupBytes, pooledType, sumBags } from './lookups.ts';
import { bytesOfArray, parameter, shapeOf, symbol, valuesOf } from './operation.ts';
import type { Operation } from './operation.ts';

/**
 * Sum pooling over a table whose hot rows lie apart, in a compact table of their own (FAE, arXiv 2103.00686): remap[row] is the
 * place of the row there, −1 for a row that is not hot and is read from the whole table.
 */
export const poolSumHot: Operation = {
  name: 'pool-sum-hot',
  parameters: [
    parameter('hot', 'f32', [symbol('hot_rows'), symbol('dim')]),
    ...bagParameters,
    parameter('remap', 'i32', [symbol('rows')], { kind: 'index', into: symbol('hot_rows'), outside: 'pruned' }),
  ],
  returns: pooledType,
  output: 'pooled',
  profiles: ['torchrec'],
  answer: (inputs) => sumBags(joined(inputs), false).answer,
  /** Each used row from where it lies, and its entry of the remap. */
  bytesRead(inputs) {
    const [rows] = shapeOf(inputs, 'table') as readonly [number];
    const { hot: _, remap: __, ...plain } = inputs;
    const remap = valuesOf(inputs, 'remap');
    const used = new Set(Array.from(valuesOf(inputs, 'indices')));
    const places = new Set([...used].map((row) => remap[row]!).filter((place) => place >= 0));
    const cold = [...used].filter((row) => remap[row]! < 0).length;
    const rowOf = (name: string, count: number) => (count === 0 ? 0 : bytesOfArray(inputs, name) / count);
    const table = used.size * rowOf('table', rows);
    return lookupBytes(plain) - table + cold * rowOf('table', rows) + places.size * rowOf('hot', shapeOf(inputs, 'hot')[0]!) + used.size * rowOf('remap', rows);
  },
};

/** The table as its lookups see it: hot rows in their places. */
function joined(inputs: Arguments): Arguments {
  const [rows, width] = shapeOf(inputs, 'table') as readonly [number, number];
  const [hot, table, remap] = ['hot', 'table', 'remap'].map((name) => valuesOf(inputs, name)) as [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
  const values = Float64Array.from({ length: rows * width }, (_, at) => {
    const place = remap[Math.floor(at / width)]!;
    return place >= 0 ? hot[place * width + (at % width)]! : table[at]!;
  });
  return { ...inputs, table: { scalar: 'f32', shape: [rows, width], values } satisfies ArrayData };
}

import type { Arguments, ArrayData, Program, Signature, Sizes, SizeExpression } from '../../src/model/index.ts';

/** Small kernels as gpu.js text, with the arguments and the answers that every device must give. */

const size = (name: string): SizeExpression => ({ kind: 'symbol', name });
const plusOne = (name: string): SizeExpression => ({
  kind: 'operation', operator: '+', left: size(name), right: { kind: 'number', value: 1 },
});

export const f32 = (shape: number[], values: ArrayLike<number>): ArrayData => ({ scalar: 'f32', shape, values: Float32Array.from(values) });
export const i32 = (shape: number[], values: ArrayLike<number>): ArrayData => ({ scalar: 'i32', shape, values: Int32Array.from(values) });

function program(text: string, signature: Pick<Signature, 'name' | 'parameters' | 'returns'>, sizes: Sizes = {}): Program {
  return { target: 'gpujs', text, sizes, signature: { description: '', roles: {}, statics: Object.keys(sizes), ...signature } };
}

export const gather = program(
  `function gather(table, indices) {
  return table[indices[this.thread.y]][this.thread.x];
}`,
  {
    name: 'gather',
    parameters: [
      { name: 'table', type: { scalar: 'f32', dims: [size('rows'), size('dim')] } },
      { name: 'indices', type: { scalar: 'i32', dims: [size('lookups')] } },
    ],
    returns: { scalar: 'f32', dims: [size('lookups'), size('dim')] },
  },
);

export function gatherCase(rows: number, dim: number, indices: number[]): { inputs: Arguments; sizes: Sizes; expected: number[] } {
  const table = Float32Array.from({ length: rows * dim }, (_, at) => at + 0.5);
  return {
    inputs: { table: f32([rows, dim], table), indices: i32([indices.length], indices) },
    sizes: { rows, dim, lookups: indices.length },
    expected: indices.flatMap((row) => [...table.subarray(row * dim, (row + 1) * dim)]),
  };
}

export const poolSum = program(
  `function poolSum(table, indices, offsets) {
  let sum = 0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j += 1) {
    sum += table[indices[j]][this.thread.x];
  }
  return sum;
}`,
  {
    name: 'poolSum',
    parameters: [
      { name: 'table', type: { scalar: 'f32', dims: [size('rows'), size('dim')] } },
      { name: 'indices', type: { scalar: 'i32', dims: [size('lookups')] } },
      { name: 'offsets', type: { scalar: 'i32', dims: [plusOne('bags')] } },
    ],
    returns: { scalar: 'f32', dims: [size('bags'), size('dim')] },
  },
);

export function poolCase(rows: number, dim: number, bags: number[][]): { inputs: Arguments; sizes: Sizes; expected: number[] } {
  const table = Float32Array.from({ length: rows * dim }, (_, at) => (at % 17) - 8);
  const offsets = bags.reduce((ends, bag) => [...ends, ends.at(-1)! + bag.length], [0]);
  const sum = (bag: number[], x: number) => bag.reduce((total, row) => total + table[row * dim + x]!, 0);
  return {
    inputs: { table: f32([rows, dim], table), indices: i32([bags.flat().length], bags.flat()), offsets: i32([offsets.length], offsets) },
    sizes: { rows, dim, bags: bags.length, lookups: bags.flat().length },
    expected: bags.flatMap((bag) => Array.from({ length: dim }, (_, x) => sum(bag, x))),
  };
}

/** Math, a ternary, nested loops, a scalar argument, a size constant, an output of one dimension. */
export const mixture = program(
  `function mixture(grid, n) {
  let total = 0;
  for (let i = 0; i < this.constants.height; i += 1) {
    for (let j = 0; j < n; j += 1) {
      const cell = grid[i][j];
      total += cell < 0 ? Math.max(cell, -2) : Math.sqrt(cell);
    }
  }
  return total + this.thread.x;
}`,
  {
    name: 'mixture',
    parameters: [
      { name: 'grid', type: { scalar: 'f32', dims: [size('height'), size('width')] } },
      { name: 'n', type: { scalar: 'i32', dims: [] } },
    ],
    returns: { scalar: 'f32', dims: [size('outputs')] },
  },
);

export function mixtureCase(height: number, width: number, n: number, outputs: number): { inputs: Arguments; sizes: Sizes; expected: number[] } {
  const grid = Array.from({ length: height * width }, (_, at) => ((at * 7) % 11) - 3);
  let total = 0;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < n; j++) {
      const cell = grid[i * width + j]!;
      total += cell < 0 ? Math.max(cell, -2) : Math.sqrt(cell);
    }
  }
  return {
    inputs: { grid: f32([height, width], grid), n: i32([], [n]) },
    sizes: { height, width, outputs },
    expected: Array.from({ length: outputs }, (_, x) => total + x),
  };
}

/** Leaves every output element but the first unwritten. */
export const forgetful = program(
  `function forgetful(values) {
  if (this.thread.x < 1) {
    return values[0];
  }
}`,
  {
    name: 'forgetful',
    parameters: [{ name: 'values', type: { scalar: 'f32', dims: [size('count')] } }],
    returns: { scalar: 'f32', dims: [size('count')] },
  },
);

export function renamed(original: Program, change: (text: string) => string): Program {
  return { ...original, text: change(original.text) };
}

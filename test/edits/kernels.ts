import { readFileSync } from 'node:fs';
import { parseKernel } from '../../src/dialect/index.ts';
import type { SourceKernel } from '../../src/model/index.ts';
import { gridKernels } from '../dialect/grid-kernels.ts';

/** Kernels that edits are tried on: the shipped plain ones, and small ones that have what those lack. */
const shipped = ['gather', 'pool-sum', 'interact-dot'].map((name) => {
  const path = new URL(`../../kernels/${name}.js`, import.meta.url);
  return parseKernel(readFileSync(path, 'utf8'), `${name}.js`);
});

const nestedLoops = `
/**
 * Three loops in each other, an else, an early return.
 * @param {f32[n][m]} a
 * @param {f32[m][n]} b
 * @returns {f32[n][n]}
 */
export default function nestedLoops(a, b) {
  const row = this.thread.y;
  if (row > this.thread.x) {
    return 0.0;
  }
  let sum = 0.0;
  let rest = 0.0;
  for (let i = 0; i < this.constants.n; i++) {
    for (let k = 0; k < this.constants.m; k++) {
      const product = a[row][k] * b[k][i];
      if (product > 0.5) {
        sum += product;
      } else {
        for (let t = 0; t < 2; t++) {
          rest += product * 0.25;
        }
      }
    }
  }
  return sum - rest;
}`;

const jumps = `
/**
 * A while, a break and a continue.
 * @param {i32[items]} codes
 * @param {f32[items]} weights
 * @returns {f32[items]}
 */
export default function jumps(codes, weights) {
  let at = this.thread.x;
  let best = -1.0;
  let steps = 0;
  while (true) {
    steps++;
    if (steps > 8) {
      break;
    }
    at = codes[at];
    if (weights[at] < 0.0) {
      continue;
    }
    best = Math.max(best, weights[at]);
  }
  return best / (steps + 1);
}`;

const scalars = `
/**
 * Scalar parameters, bool locals, ternaries, Math.
 * @param {f32[n]} values
 * @param {f32} scale
 * @param {i32} shift
 * @returns {f32[n]}
 */
export default function scalars(values, scale, shift) {
  const x = this.thread.x;
  const value = values[x] * scale;
  let inside = x >= shift && x < this.constants.n - shift;
  const big = Math.abs(value) > 2.0 || !inside;
  inside = inside && value !== 0.0;
  const clipped = big ? Math.sign(value) * 2.0 : value;
  return inside ? Math.sqrt(Math.abs(clipped)) : clipped + shift;
}`;

const integers = `
/**
 * Integer division, bits, a local without a value at first.
 * @param {i32[cells]} keys
 * @returns {f32[cells]}
 */
export default function integers(keys) {
  const key = keys[this.thread.x];
  let high;
  const low = key & 15;
  if (key > 255) {
    high = Math.floor(key / 16);
  } else {
    high = (key >> 4) | 1;
  }
  let folded = 0;
  for (let bit = 0; bit < 4; bit++) {
    folded ^= (low >> bit) % 2;
  }
  return high * 0.5 + folded;
}`;

const weightedMean = `
/**
 * A ragged bag with an empty-bag return.
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {f32[lookups]} weights
 * @returns {f32[bags][dim]}
 */
export default function weightedMean(table, indices, offsets, weights) {
  const first = offsets[this.thread.y];
  const last = offsets[this.thread.y + 1];
  if (first === last) {
    return 0.0;
  }
  let sum = 0.0;
  let total = 0.0;
  for (let j = first; j < last; j++) {
    const weight = weights[j];
    sum += weight * table[indices[j]][this.thread.x];
    total += weight;
  }
  return sum / total;
}`;

const written = { nestedLoops, jumps, scalars, integers, weightedMean };

export const kernels: readonly SourceKernel[] = [
  ...shipped, ...Object.entries(written).map(([name, text]) => parseKernel(text, `${name}.js`)),
];

const poolRows = `
/**
 * A thread an element, a block several bags; nothing wide yet.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [dim, 8] grid [ceil(bags / 8)]
 */
export default function poolRows(table, indices, offsets, pooled) {
  const row = this.block.x * this.blockDim.y + this.local.y;
  if (row < this.constants.bags) {
    let sum = 0.0;
    for (let j = offsets[row]; j < offsets[row + 1]; j++) {
      sum += table[indices[j]][this.local.x];
    }
    pooled[row][this.local.x] = sum;
  }
}`;

const gatherTiles = `
/**
 * A thread an element, in tiles.
 * @operation gather
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {out f32[lookups][dim]} gathered
 * @static dim
 * @launch block [32, 4] grid [ceil(lookups / 4), ceil(dim / 32)]
 */
export default function gatherTiles(table, indices, gathered) {
  const lookup = this.block.x * this.blockDim.y + this.local.y;
  const column = this.block.y * this.blockDim.x + this.local.x;
  if (lookup < this.constants.lookups && column < this.constants.dim) {
    const row = indices[lookup];
    gathered[lookup][column] = table[row][column];
  }
}`;

const interactScalar = `
/**
 * The products of the dense vector with each sparse one, a thread a product; sums along rows.
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @param {out f32[batch][fields]} products
 * @static dim
 * @static fields
 * @launch block [128] grid [ceil(batch * fields / 128)]
 */
export default function interactScalar(dense, sparse, products) {
  const at = this.block.x * this.blockDim.x + this.local.x;
  const sample = Math.floor(at / this.constants.fields);
  const field = at % this.constants.fields;
  if (at < this.constants.batch * this.constants.fields) {
    let sum = 0.0;
    for (let d = 0; d < this.constants.dim; d++) {
      sum += dense[sample][d] * sparse[sample][field][d];
    }
    products[sample][field] = sum;
  }
}`;

/** The second level: every feature of it stands in one of these, and the plain forms that evolution starts from. */
export const gridSources: readonly SourceKernel[] = Object.entries({ ...gridKernels, poolRows, gatherTiles, interactScalar }).map(([name, text]) => parseKernel(text, `${name}.js`));

export function kernelNamed(name: string): SourceKernel {
  return [...kernels, ...gridSources].find(({ kernel }) => kernel.signature.name === name)!;
}

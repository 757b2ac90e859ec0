import { parseKernel } from '../../src/dialect/index.ts';
import type { Kernel } from '../../src/model/index.ts';

/** Grid kernels for edits of lanes and shared memory: ragged bags by rows of threads, and a sample a block. All are right. */

/** Eight threads a bag, an element each; for widths up to 8. */
const bagRows = `/**
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [8, 8] grid [ceil(bags / 8)]
 */
export default function bagRows(table, indices, offsets, pooled) {
  const bag = this.block.x * this.blockDim.y + this.local.y;
  if (bag < this.constants.bags) {
    const column = Math.min(this.local.x, this.constants.dim - 1);
    let sum = 0.0;
    for (let j = offsets[bag]; j < offsets[bag + 1]; j++) {
      sum += table[indices[j]][column];
    }
    if (this.local.x < this.constants.dim) pooled[bag][this.local.x] = sum;
  }
}
`;

/** A warp a bag, the greatest of each column and how many there were; for widths up to 32. */
const bagWarps = `/**
 * @operation pool-max
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [32, 2] grid [ceil(bags / 2)]
 */
export default function bagWarps(table, indices, offsets, pooled) {
  const bag = this.block.x * this.blockDim.y + this.local.y;
  const column = Math.min(this.local.x, this.constants.dim - 1);
  if (bag < this.constants.bags) {
    const begin = offsets[bag];
    const end = offsets[bag + 1];
    let most = -Infinity;
    let count = 0;
    for (let j = begin; j < end; j++) {
      most = Math.max(most, table[indices[j]][column]);
      count++;
    }
    if (this.local.x < this.constants.dim) pooled[bag][this.local.x] = count > 0 ? most : 0.0;
  }
}
`;

/** Half floats gathered in half floats. */
const halfRows = `/**
 * @param {f32[rows][dim]} table
 * @param {out f32[rows]} sums
 * @static dim
 * @launch block [64] grid [ceil(rows / 64)]
 */
export default function halfRows(table, sums) {
  const row = this.block.x * this.blockDim.x + this.local.x;
  if (row < this.constants.rows) {
    let sum = f16(0.0);
    for (let d = 0; d < this.constants.dim; d++) sum += f16(table[row][d]);
    sums[row] = sum;
  }
}
`;

/** A matrix product by tiles of 8: filled, waited for, worked on, waited for. */
const tiledProduct = `/**
 * @param {f32[m][k]} left
 * @param {f32[n][k]} right
 * @param {out f32[m][n]} product
 * @launch block [8, 8] grid [ceil(n / 8), ceil(m / 8)]
 */
export default function tiledProduct(left, right, product) {
  const lefts = shared(f32, 8, 8);
  const rights = shared(f32, 8, 8);
  const row = this.block.y * 8 + this.local.y;
  const column = this.block.x * 8 + this.local.x;
  let sum = 0.0;
  for (let base = 0; base < this.constants.k; base += 8) {
    const d = Math.min(base + this.local.x, this.constants.k - 1);
    lefts[this.local.y][this.local.x] = left[Math.min(row, this.constants.m - 1)][d];
    rights[this.local.y][this.local.x] = right[Math.min(this.block.x * 8 + this.local.y, this.constants.n - 1)][d];
    barrier();
    for (let i = 0; i < Math.min(8, this.constants.k - base); i++) sum += lefts[this.local.y][i] * rights[this.local.x][i];
    barrier();
  }
  if (row < this.constants.m && column < this.constants.n) product[row][column] = sum;
}
`;

/** The dot interaction, a sample a block, a pair a thread, from inputs. */
const samplePairs = `/**
 * @operation interact-dot
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @param {out f32[batch][dim + (fields + 1) * fields / 2]} interacted
 * @static dim fields
 * @launch block [32, 2] grid [ceil(batch / 2)]
 */
export default function samplePairs(dense, sparse, interacted) {
  const sample = this.block.x * this.blockDim.y + this.local.y;
  if (sample < this.constants.batch) {
    for (let x = this.local.x; x < this.constants.dim; x += 32) interacted[sample][x] = dense[sample][x];
    for (let pair = this.local.x; pair < this.constants.fields * (this.constants.fields + 1) / 2; pair += 32) {
      let column = pair;
      let row = 1;
      while (column >= row) {
        column -= row;
        row++;
      }
      let sum = 0.0;
      for (let d = 0; d < this.constants.dim; d++) {
        sum += sparse[sample][row - 1][d] * (column === 0 ? dense[sample][d] : sparse[sample][Math.max(column - 1, 0)][d]);
      }
      interacted[sample][this.constants.dim + pair] = sum;
    }
  }
}
`;

/** The same from shared memory, all vectors of the sample in one array. */
const stagedPairs = `/**
 * @operation interact-dot
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @param {out f32[batch][dim + (fields + 1) * fields / 2]} interacted
 * @static dim fields
 * @launch block [64] grid [batch]
 */
export default function stagedPairs(dense, sparse, interacted) {
  const vectors = shared(f32, this.constants.fields + 1, this.constants.dim);
  for (let d = this.local.x; d < this.constants.dim; d += 64) {
    vectors[0][d] = dense[this.block.x][d];
    interacted[this.block.x][d] = dense[this.block.x][d];
    for (let field = 0; field < this.constants.fields; field++) vectors[field + 1][d] = sparse[this.block.x][field][d];
  }
  barrier();
  for (let pair = this.local.x; pair < this.constants.fields * (this.constants.fields + 1) / 2; pair += 64) {
    let column = pair;
    let row = 1;
    while (column >= row) {
      column -= row;
      row++;
    }
    let sum = 0.0;
    for (let d = 0; d < this.constants.dim; d++) {
      sum += vectors[row][d] * vectors[column][d];
    }
    interacted[this.block.x][this.constants.dim + pair] = sum;
  }
}
`;

const written = { bagRows, bagWarps, halfRows, tiledProduct, samplePairs, stagedPairs };

export const stagingSources = Object.entries(written).map(([name, text]) => parseKernel(text, `${name}.js`));

export function stagingKernel(name: keyof typeof written): Kernel {
  return stagingSources.find(({ kernel }) => kernel.signature.name === name)!.kernel;
}

/** One of them with pieces of its text exchanged: each with the one behind it. */
export function variant(name: keyof typeof written, ...pieces: readonly string[]): Kernel {
  let text = written[name];
  for (let at = 0; at < pieces.length; at += 2) {
    if (!text.includes(pieces[at]!)) throw new Error(`${name} has no ${pieces[at]}`);
    text = text.replaceAll(pieces[at]!, pieces[at + 1]!);
  }
  return parseKernel(text, `${name}.js`).kernel;
}

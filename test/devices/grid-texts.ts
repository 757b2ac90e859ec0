/** Grid kernels that run on any device with shared memory, vectors and atomics; those of the contract first. */

export const gather = `/**
 * Rows by index, blocks taking rows by turns.
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {out f32[lookups][dim]} output
 * @launch block [16, 4] grid [min(ceil(lookups / 4), 2)]
 */
export default function gather(table, indices, output) {
  for (let at = 4 * this.block.x + this.local.y; at < this.constants.lookups; at += 4 * this.gridDim.x) {
    for (let d = this.local.x; d < this.constants.dim; d += this.blockDim.x) {
      output[at][d] = table[indices[at]][d];
    }
  }
}`;

/** The rows of a bag by turns, a thread each; the threads' sums added up by halves in shared memory. */
export const poolSum = `/**
 * Sums of ragged bags, a block each.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @launch block [32] grid [bags]
 */
export default function poolSum(table, indices, offsets, pooled) {
  const sums = shared(f32, 32);
  const bag = this.block.x;
  for (let d = 0; d < this.constants.dim; d++) {
    let sum = 0.0;
    for (let j = offsets[bag] + this.local.x; j < offsets[bag + 1]; j += 32) sum += table[indices[j]][d];
    sums[this.local.x] = sum;
    barrier();
    for (let half = 16; half > 0; half >>= 1) {
      if (this.local.x < half) sums[this.local.x] += sums[this.local.x + half];
      barrier();
    }
    if (this.local.x === 0) pooled[bag][d] = sums[0];
    barrier();
  }
}`;

export const mixture = `/**
 * A bit of everything.
 * @param {f32[height][width]} grid
 * @param {i32} n
 * @param {out f32[outputs]} output
 * @launch block [8, 2] grid [ceil(outputs / 16)]
 */
export default function mixture(grid, n, output) {
  const at = (this.block.x * this.blockDim.y + this.local.y) * this.blockDim.x + this.local.x;
  let total = 0.0;
  for (let i = 0; i < this.constants.height; i++) {
    for (let j = 0; j < n; j++) {
      const cell = grid[i][j];
      total += cell < 0 ? Math.max(cell, -2) : Math.sqrt(cell);
    }
  }
  if (at < this.constants.outputs) output[at] = total + at;
}`;

export const forgetful = `/**
 * Writes element 0 only.
 * @param {f32[count]} values
 * @param {out f32[count]} output
 * @launch block [32] grid [ceil(count / 32)]
 */
export default function forgetful(values, output) {
  if (this.block.x === 0 && this.local.x < 1) output[0] = values[0];
}`;

/** Eight elements a thread, rows of any number of eights. */
export const gatherWide = `/**
 * @operation gather
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {out f32[lookups][dim]} gathered
 * @static dim
 * @launch block [dim / 8, 4] grid [ceil(lookups / 4)]
 */
export default function gatherWide(table, indices, gathered) {
  const at = 4 * this.block.x + this.local.y;
  if (at < this.constants.lookups) store8(gathered, at, 8 * this.local.x, load8(table, indices[at], 8 * this.local.x));
}`;

/** Vectors staged four elements at a time; a thread a pair. */
export const interactShared = `/**
 * @operation interact-dot
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @param {out f32[batch][dim + (fields + 1) * fields / 2]} interacted
 * @static dim fields
 * @launch block [32] grid [batch]
 */
export default function interactShared(dense, sparse, interacted) {
  const vectors = shared(f32, this.constants.fields + 1, this.constants.dim);
  const sample = this.block.x;
  for (let d = 4 * this.local.x; d < this.constants.dim; d += 128) {
    const own = load4(dense, sample, d);
    store4(vectors, 0, d, own);
    for (let part = 0; part < 4; part++) {
      interacted[sample][d + part] = part < 2 ? (part === 0 ? own[0] : own[1]) : (part === 2 ? own[2] : own[3]);
    }
    for (let field = 0; field < this.constants.fields; field++) store4(vectors, field + 1, d, load4(sparse, sample, field, d));
  }
  barrier();
  const square = (this.constants.fields + 1) * (this.constants.fields + 1);
  for (let pair = this.local.x; pair < square; pair += 32) {
    const row = Math.floor(pair / (this.constants.fields + 1));
    const column = pair % (this.constants.fields + 1);
    if (column < row) {
      let sum = 0.0;
      for (let d = 0; d < this.constants.dim; d += 4) sum += dot(load4(vectors, row, d), load4(vectors, column, d));
      interacted[sample][this.constants.dim + Math.floor(row * (row - 1) / 2) + column] = sum;
    }
  }
}`;

/** A thread a lookup of a bag; all add to the bag's row of the output. */
export const poolAtomic = `/**
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @launch block [32] grid [bags]
 */
export default function poolAtomic(table, indices, offsets, pooled) {
  const bag = this.block.x;
  for (let d = this.local.x; d < this.constants.dim; d += 32) pooled[bag][d] = 0.0;
  barrier();
  for (let j = offsets[bag] + this.local.x; j < offsets[bag + 1]; j += 32) {
    for (let d = 0; d < this.constants.dim; d++) atomicAdd(pooled, bag, d, table[indices[j]][d]);
  }
}`;

/** How often each value comes, i32 and f32 counted by atomics in shared memory. */
export const histogram = `/**
 * @param {i32[n]} keys
 * @param {out f32[16]} counts
 * @launch block [64] grid [1]
 */
export default function histogram(keys, counts) {
  const whole = shared(i32, 16);
  const halves = shared(f32, 16);
  if (this.local.x < 16) {
    whole[this.local.x] = 0;
    halves[this.local.x] = 0.0;
  }
  barrier();
  for (let at = this.local.x; at < this.constants.n; at += 64) {
    atomicAdd(whole, keys[at], 1);
    atomicAdd(halves, keys[at], 0.5);
  }
  barrier();
  if (this.local.x < 16) counts[this.local.x] = whole[this.local.x] + halves[this.local.x];
}`;

/** Grid kernels of the tests: each feature of the second level stands in one of them, and all of them are right. */

/** As the language's page has it. */
export const poolGrid = `/**
 * Sum-pooled embedding bag; one block row per bag, four elements per thread.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [dim / 4, 8]  grid [ceil(bags / 8)]
 */
export default function poolSum(table, indices, offsets, pooled) {
  const bag = this.block.x * this.blockDim.y + this.local.y;
  if (bag < this.constants.bags) {
    let sum = f32x4(0.0);
    for (let j = offsets[bag]; j < offsets[bag + 1]; j++) {
      sum += load4(table, indices[j], 4 * this.local.x);
    }
    store4(pooled, bag, 4 * this.local.x, sum);
  }
}
`;

/** One warp a bag: lanes take rows by turns and add up by lane exchange; indices staged in shared memory. */
export const poolLanes = `/**
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [32, 4] grid [ceil(bags / 4)] resident 4 addresses 32
 */
export default function poolLanes(table, indices, offsets, pooled) {
  const staged = shared(i32, 4, 32);
  const bag = this.block.x * 4 + this.local.y;
  const end = bag < this.constants.bags ? offsets[bag + 1] : 0;
  const begin = bag < this.constants.bags ? offsets[bag] : 0;
  for (let column = 0; column < this.constants.dim; column++) {
    let sum = 0.0;
    for (let first = begin; first < end; first += 32) {
      const mine = first + this.lane;
      if (mine < end) staged[this.local.y][this.lane] = load(indices, mine, hint.stream);
      warpBarrier();
      if (mine < end) sum += load(table, staged[this.local.y][this.lane], column, hint.readOnly);
      warpBarrier();
    }
    const whole = reduceAdd(sum);
    if (this.lane === 0 && bag < this.constants.bags) store(pooled, bag, column, whole, hint.stream);
  }
}
`;

/** Rows staged by asynchronous copies in two buffers, one read while the other fills. */
export const gatherStaged = `/**
 * @operation gather
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {out f32[lookups][dim]} gathered
 * @static dim
 * @launch block [32] grid [min(ceil(lookups / 4), 64)]
 */
export default function gatherStaged(table, indices, gathered) {
  const tile = shared(f32, 2, 32 * 4);
  let buffer = 0;
  for (let first = this.block.x * 4; first < this.constants.lookups; first += 4 * this.gridDim.x) {
    for (let at = first; at < Math.min(first + 4, this.constants.lookups); at++) {
      for (let base = 0; base < this.constants.dim; base += 128) {
        const column = base + 4 * this.local.x;
        if (column < this.constants.dim) copyAsync4(tile, buffer, 4 * this.local.x, table, indices[at], column);
        copyCommit();
        copyWait(0);
        if (column < this.constants.dim) store4(gathered, at, column, load4(tile, buffer, 4 * this.local.x), hint.stream);
        buffer = 1 - buffer;
      }
    }
  }
}
`;

/** Pairwise dot products on the matrix unit, a warp a sample; 16 vectors at most. */
export const interactMatrix = `/**
 * @operation interact-dot
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @param {out f32[batch][dim + (fields + 1) * fields / 2]} interacted
 * @static dim fields
 * @launch block [32] grid [batch]
 */
export default function interactMatrix(dense, sparse, interacted) {
  const vectors = shared(f16, 16, 16 * Math.ceil(this.constants.dim / 16));
  const dots = shared(f32, 16, 16);
  const sample = this.block.x;
  const depth = 16 * Math.ceil(this.constants.dim / 16);
  for (let at = this.lane; at < 16 * depth; at += 32) {
    const row = Math.floor(at / depth);
    const d = at % depth;
    let value = 0.0;
    if (d < this.constants.dim) {
      if (row === 0) value = dense[sample][d];
      else if (row <= this.constants.fields) value = sparse[sample][row - 1][d];
    }
    vectors[row][d] = value;
    if (row === 0 && d < this.constants.dim) interacted[sample][d] = value;
  }
  barrier();
  matrixDot(dots, 0, 0, vectors, 0, vectors, 0, 16 * Math.ceil(this.constants.dim / 16));
  barrier();
  for (let pair = this.lane; pair < 256; pair += 32) {
    const row = Math.floor(pair / 16);
    const column = pair % 16;
    if (row <= this.constants.fields && column < row) {
      interacted[sample][this.constants.dim + Math.floor(row * (row - 1) / 2) + column] = dots[row][column];
    }
  }
}
`;

/** The rest: f16 storage and arithmetic, components, dot, shuffles, atomics, compound stores, three dimensions of blocks. */
export const features = `/**
 * @param {f16[n][dim]} left
 * @param {bf16[n][dim]} right
 * @param {out f16[n][dim]} out
 * @static dim
 * @launch block [dim / 8, 1, 2] grid [1, ceil(n / 2)]
 */
export default function features(left, right, out) {
  const total = shared(f32, 2);
  const row = this.block.y * this.blockDim.z + this.local.z;
  if (this.local.x === 0) total[this.local.z] = 0.0;
  barrier();
  if (row < this.constants.n) {
    const a = load8(left, row, 8 * this.local.x, hint.keep);
    const b = load8(right, row, 8 * this.local.x);
    const narrow = f16x8(a) * f16(0.5) + f16x8(b);
    atomicAdd(total, this.local.z, dot(a, b));
    const swapped = f32x8(a[1], a[0], a[3], a[2], a[5], a[4], a[7], a[6]);
    store8(out, row, 8 * this.local.x, narrow + Math.max(swapped, -b));
  }
  const neighbour = shuffleXor(this.local.x, 1) + shuffleDown(this.local.x, 1) + shuffle(this.local.x, 0);
  barrier();
  if (this.local.x === 0 && neighbour >= 0) total[this.local.z] += 1.0;
}
`;

export const gridKernels = { poolGrid, poolLanes, gatherStaged, interactMatrix, features };

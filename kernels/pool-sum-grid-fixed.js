/**
 * Sum-pooled embedding bag, tuned by hand, by blocks, for bags of one length, and right for all: 16 bytes a lane, a group of
 * as many lanes as a row needs (32 at most, wider rows take several blocks) for each bag, eight rows in flight, then four: the
 * last turn loads the last row again rather than rows one by one. The bags of a block lie one behind the other, so all its
 * threads bring their indices together, 2,048 at a time, into shared memory.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [min(dim / 4, 32), floor(256 / min(dim / 4, 32))] grid [ceil(bags / floor(256 / min(dim / 4, 32))), ceil(dim / 128)]
 */
export default function poolSum(table, indices, offsets, pooled) {
  const staged = shared(i32, 2048);
  const first = this.block.x * this.blockDim.y;
  const bag = first + this.local.y;
  const column = 128 * this.block.y + 4 * this.local.x;
  const runEnd = offsets[Math.min(first + this.blockDim.y, this.constants.bags)];
  const begin = bag < this.constants.bags ? offsets[bag] : runEnd;
  const end = bag < this.constants.bags ? offsets[bag + 1] : runEnd;
  const thread = this.local.y * this.blockDim.x + this.local.x;
  let sum = f32x4(0.0);
  for (let base = offsets[first]; base < runEnd; base += 2048) {
    const size = Math.min(runEnd - base, 2048);
    for (let at = thread; at < size; at += this.blockDim.x * this.blockDim.y) {
      staged[at] = load(indices, base + at, hint.stream);
    }
    barrier();
    if (column < this.constants.dim) {
      const to = Math.min(end - base, size);
      let at = Math.max(begin - base, 0);
      for (; at < to - 7; at += 8) {
        const values0 = load4(table, staged[at], column);
        const values1 = load4(table, staged[at + 1], column);
        const values2 = load4(table, staged[at + 2], column);
        const values3 = load4(table, staged[at + 3], column);
        const values4 = load4(table, staged[at + 4], column);
        const values5 = load4(table, staged[at + 5], column);
        const values6 = load4(table, staged[at + 6], column);
        const values7 = load4(table, staged[at + 7], column);
        sum += values0 + values1 + (values2 + values3) + (values4 + values5 + (values6 + values7));
      }
      for (; at < to; at += 4) {
        const values0 = load4(table, staged[at], column);
        const values1 = load4(table, staged[Math.min(at + 1, to - 1)], column);
        const values2 = load4(table, staged[Math.min(at + 2, to - 1)], column);
        const values3 = load4(table, staged[Math.min(at + 3, to - 1)], column);
        sum += values0;
        if (at + 1 < to) sum += values1;
        if (at + 2 < to) sum += values2;
        if (at + 3 < to) sum += values3;
      }
    }
    barrier();
  }
  if (bag < this.constants.bags && column < this.constants.dim) store4(pooled, bag, column, sum, hint.stream);
}

/**
 * Sum-pooled embedding bag over ragged bags (CSR offsets), tuned by hand, by blocks: 16 bytes a lane, a group of as many
 * lanes as a row needs (32 at most, wider rows take several blocks) for each bag, eight rows in flight, then four: the last
 * turn loads the last row again rather than rows one by one. A bag of more than 128 lookups would keep the block waiting for
 * one group: those are left to the end, where all groups of the block share them. Blocks are small, as a block stays until
 * its longest bag is done.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [min(dim / 4, 32), floor(128 / min(dim / 4, 32))] grid [ceil(bags / floor(128 / min(dim / 4, 32))), ceil(dim / 128)]
 */
export default function poolSum(table, indices, offsets, pooled) {
  const longBags = shared(i32, 1);
  const shares = shared(f32, Math.floor(128 / Math.min(this.constants.dim / 4, 32)), 4 * Math.min(this.constants.dim / 4, 32));
  const group = this.local.y;
  const first = this.block.x * this.blockDim.y;
  const bag = first + group;
  const column = 128 * this.block.y + 4 * this.local.x;
  const begin = bag < this.constants.bags ? offsets[bag] : 0;
  const end = bag < this.constants.bags ? offsets[bag + 1] : 0;
  const isLong = end - begin > 128;
  if (this.local.x === 0 && group === 0) longBags[0] = 0;
  barrier();
  if (this.local.x === 0 && isLong) atomicAdd(longBags, 0, 1);
  barrier();
  if (bag < this.constants.bags && column < this.constants.dim && !isLong) {
    let sum = f32x4(0.0);
    let j = begin;
    for (; j < end - 7; j += 8) {
      const row0 = load(indices, j, hint.stream);
      const row1 = load(indices, j + 1, hint.stream);
      const row2 = load(indices, j + 2, hint.stream);
      const row3 = load(indices, j + 3, hint.stream);
      const row4 = load(indices, j + 4, hint.stream);
      const row5 = load(indices, j + 5, hint.stream);
      const row6 = load(indices, j + 6, hint.stream);
      const row7 = load(indices, j + 7, hint.stream);
      const values0 = load4(table, row0, column);
      const values1 = load4(table, row1, column);
      const values2 = load4(table, row2, column);
      const values3 = load4(table, row3, column);
      const values4 = load4(table, row4, column);
      const values5 = load4(table, row5, column);
      const values6 = load4(table, row6, column);
      const values7 = load4(table, row7, column);
      sum += values0 + values1 + (values2 + values3) + (values4 + values5 + (values6 + values7));
    }
    for (; j < end; j += 4) {
      const row0 = load(indices, j, hint.stream);
      const row1 = load(indices, Math.min(j + 1, end - 1), hint.stream);
      const row2 = load(indices, Math.min(j + 2, end - 1), hint.stream);
      const row3 = load(indices, Math.min(j + 3, end - 1), hint.stream);
      const values0 = load4(table, row0, column);
      const values1 = load4(table, row1, column);
      const values2 = load4(table, row2, column);
      const values3 = load4(table, row3, column);
      sum += values0;
      if (j + 1 < end) sum += values1;
      if (j + 2 < end) sum += values2;
      if (j + 3 < end) sum += values3;
    }
    store4(pooled, bag, column, sum, hint.stream);
  }
  if (longBags[0] > 0) {
    for (let longBag = first; longBag < Math.min(first + this.blockDim.y, this.constants.bags); longBag++) {
      const to = offsets[longBag + 1];
      if (to - offsets[longBag] > 128) {
        let share = f32x4(0.0);
        if (column < this.constants.dim) {
          let j = offsets[longBag] + group;
          for (; j < to - 3 * this.blockDim.y; j += 4 * this.blockDim.y) {
            const values0 = load4(table, indices[j], column);
            const values1 = load4(table, indices[j + this.blockDim.y], column);
            const values2 = load4(table, indices[j + 2 * this.blockDim.y], column);
            const values3 = load4(table, indices[j + 3 * this.blockDim.y], column);
            share += values0 + values1 + (values2 + values3);
          }
          for (; j < to; j += this.blockDim.y) share += load4(table, indices[j], column);
        }
        store4(shares, group, 4 * this.local.x, share);
        barrier();
        if (group === 0 && column < this.constants.dim) {
          for (let other = 1; other < this.blockDim.y; other++) share += load4(shares, other, 4 * this.local.x);
          store4(pooled, longBag, column, share, hint.stream);
        }
        barrier();
      }
    }
  }
}

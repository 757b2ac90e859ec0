/**
 * Sum-pooled embedding bag over ragged bags (CSR offsets), tuned by hand, by blocks: 16 bytes a lane, a group of as many
 * lanes as a row needs (32 at most, wider rows take several blocks) for each bag, four rows in flight. A bag of more than
 * 128 lookups would keep the block waiting for one group: those are left to the end, where all groups of the block share them.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [min(dim / 4, 32), floor(256 / min(dim / 4, 32))] grid [ceil(bags / floor(256 / min(dim / 4, 32))), ceil(dim / 128)]
 */
export default function poolSum(table, indices, offsets, pooled) {
  const longBags = shared(i32, 1);
  const shares = shared(f32, Math.floor(256 / Math.min(this.constants.dim / 4, 32)), 4 * Math.min(this.constants.dim / 4, 32));
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
    for (; j < end - 3; j += 4) {
      const row0 = load(indices, j, hint.stream);
      const row1 = load(indices, j + 1, hint.stream);
      const row2 = load(indices, j + 2, hint.stream);
      const row3 = load(indices, j + 3, hint.stream);
      const values0 = load4(table, row0, column);
      const values1 = load4(table, row1, column);
      const values2 = load4(table, row2, column);
      const values3 = load4(table, row3, column);
      sum += values0 + values1 + (values2 + values3);
    }
    for (; j < end; j++) sum += load4(table, load(indices, j, hint.stream), column);
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

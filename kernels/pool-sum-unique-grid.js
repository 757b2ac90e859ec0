/**
 * Sum-pooled embedding bag of a batch whose equal bags were found before, tuned by hand, by blocks: 16 bytes a lane, a group
 * of as many lanes as a row needs (32 at most, wider rows take several blocks) for each bag of the batch, four rows in flight.
 * Equal bags stand near each other, as the samples of a session do: the first of a block's groups that have the same unique
 * bag pools it, and the others take its sum out of shared memory.
 * @operation pool-sum-unique
 * @profile torchrec
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[unique + 1]} offsets
 * @param {i32[bags]} inverse
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [min(dim / 4, 32), floor(256 / min(dim / 4, 32))] grid [ceil(bags / floor(256 / min(dim / 4, 32))), ceil(dim / 128)]
 */
export default function poolSumUnique(table, indices, offsets, inverse, pooled) {
  const sums = shared(f32, Math.floor(256 / Math.min(this.constants.dim / 4, 32)), 4 * Math.min(this.constants.dim / 4, 32));
  const first = this.block.x * this.blockDim.y;
  const bag = first + this.local.y;
  const column = 128 * this.block.y + 4 * this.local.x;
  const isInside = bag < this.constants.bags && column < this.constants.dim;
  const unique = isInside ? load(inverse, bag) : -1;
  let leader = 0;
  if (isInside) while (inverse[first + leader] !== unique) leader++;
  if (isInside && leader === this.local.y) {
    const end = offsets[unique + 1];
    let sum = f32x4(0.0);
    let j = offsets[unique];
    for (; j < end - 3; j += 4) {
      const values0 = load4(table, indices[j], column);
      const values1 = load4(table, indices[j + 1], column);
      const values2 = load4(table, indices[j + 2], column);
      const values3 = load4(table, indices[j + 3], column);
      sum += values0 + values1 + (values2 + values3);
    }
    for (; j < end; j++) sum += load4(table, indices[j], column);
    store4(sums, leader, 4 * this.local.x, sum);
  }
  barrier();
  if (isInside) store4(pooled, bag, column, load4(sums, leader, 4 * this.local.x), hint.stream);
}

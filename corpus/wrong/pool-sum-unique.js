/**
 * The sum of the unique bag that each bag is equal to.
 * @operation pool-sum-unique
 * @profile torchrec
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[unique + 1]} offsets
 * @param {i32[bags]} inverse
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function unique(table, indices, offsets, inverse) {
  const bag = inverse[this.thread.y];
  let sum = 0.0;
  for (let j = offsets[bag]; j < offsets[bag + 1]; j++) {
    sum += table[indices[j]][this.thread.x];
  }
  return sum;
}

/**
 * Sum-pooled embedding bag of a batch whose equal bags were found before: each is the sum of its unique one. One thread per
 * output element.
 * @operation pool-sum-unique
 * @profile torchrec
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[unique + 1]} offsets
 * @param {i32[bags]} inverse
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolSumUnique(table, indices, offsets, inverse) {
  const bag = inverse[this.thread.y];
  let sum = 0.0;
  for (let j = offsets[bag]; j < offsets[bag + 1]; j++) {
    sum += table[indices[j]][this.thread.x];
  }
  return sum;
}

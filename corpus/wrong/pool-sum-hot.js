/**
 * The sum of each bag's rows, hot ones from a table of their own.
 * @operation pool-sum-hot
 * @profile torchrec
 * @param {f32[hot_rows][dim]} hot
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {i32[rows]} remap
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function hotRows(hot, table, indices, offsets, remap) {
  let sum = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    const row = indices[j];
    const place = remap[row];
    if (place >= 0) sum += hot[place][this.thread.x];
    else sum += table[row][this.thread.x];
  }
  return sum;
}

/**
 * The sum of each bag's rows, two of them under way by asynchronous copies while a third is added.
 * @operation pool-sum
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {out f32[bags][dim]} pooled
 * @static dim
 * @launch block [dim / 4] grid [bags]
 */
export default function copies(table, indices, offsets, pooled) {
  const rows = shared(f32, 3, this.constants.dim);
  const begin = offsets[this.block.x];
  const end = offsets[this.block.x + 1];
  const column = 4 * this.local.x;
  for (let ahead = 0; ahead < 2; ahead++) {
    if (begin + ahead < end) copyAsync4(rows, ahead, column, table, indices[begin + ahead], column);
    copyCommit();
  }
  let sum = f32x4(0.0);
  for (let j = begin; j < end; j++) {
    if (j + 2 < end) copyAsync4(rows, (j - begin + 2) % 3, column, table, indices[j + 2], column);
    copyCommit();
    copyWait(2);
    sum += load4(rows, (j - begin) % 3, column);
  }
  store4(pooled, this.block.x, column, sum);
}

/**
 * Each bag's rows in order, cut off at a length or filled up to it.
 * @operation sequence-padded
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {f32[length][dim]} filler
 * @returns {f32[bags][length][dim]}
 * @static dim
 */
export default function sequence(table, indices, offsets, filler) {
  const place = this.thread.y;
  const begin = offsets[this.thread.z];
  const end = offsets[this.thread.z + 1];
  if (begin + place < end) return table[indices[begin + place]][this.thread.x];
  return filler[place][this.thread.x];
}

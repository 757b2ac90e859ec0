/**
 * Rows of each bag in their order, cut off at a length or filled up to it; one thread per output element.
 * @operation sequence-padded
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @param {f32[length][dim]} filler
 * @returns {f32[bags][length][dim]}
 * @static dim
 */
export default function sequencePadded(table, indices, offsets, filler) {
  const lookup = offsets[this.thread.z] + this.thread.y;
  if (lookup < offsets[this.thread.z + 1]) {
    return table[indices[lookup]][this.thread.x];
  }
  return filler[this.thread.y][this.thread.x];
}

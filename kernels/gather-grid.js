/**
 * Embedding gather, tuned by hand, by blocks: 16 bytes a lane, as many lanes side by side as a row needs (32 at most, wider
 * rows take several blocks), four rows in flight in each thread, and output that nobody reads again streamed past the
 * caches. Threads past the last lookup load its row once more, so that no load waits for a test, and store nothing.
 * @operation gather
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {out f32[lookups][dim]} gathered
 * @static dim
 * @launch block [min(dim / 4, 32), floor(256 / min(dim / 4, 32))] grid [ceil(lookups / (4 * floor(256 / min(dim / 4, 32)))), ceil(dim / 128)]
 */
export default function gather(table, indices, gathered) {
  const column = 128 * this.block.y + 4 * this.local.x;
  const at0 = 4 * this.block.x * this.blockDim.y + this.local.y;
  const at1 = at0 + this.blockDim.y;
  const at2 = at1 + this.blockDim.y;
  const at3 = at2 + this.blockDim.y;
  const last = this.constants.lookups - 1;
  if (column < this.constants.dim) {
    const row0 = load(indices, Math.min(at0, last), hint.stream);
    const row1 = load(indices, Math.min(at1, last), hint.stream);
    const row2 = load(indices, Math.min(at2, last), hint.stream);
    const row3 = load(indices, Math.min(at3, last), hint.stream);
    const values0 = load4(table, row0, column);
    const values1 = load4(table, row1, column);
    const values2 = load4(table, row2, column);
    const values3 = load4(table, row3, column);
    if (at0 <= last) store4(gathered, at0, column, values0, hint.stream);
    if (at1 <= last) store4(gathered, at1, column, values1, hint.stream);
    if (at2 <= last) store4(gathered, at2, column, values2, hint.stream);
    if (at3 <= last) store4(gathered, at3, column, values3, hint.stream);
  }
}

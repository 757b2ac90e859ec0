/**
 * Dot interaction, tuned by hand, a block a sample: its vectors come into shared memory once, 128 columns at a time, by
 * asynchronous copies of 16 bytes; rows there are four elements longer, or all would begin in one bank. Each thread works
 * out the dot products of two vectors with two, so that a load serves two products, and the answers leave in order.
 * @operation interact-dot
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @param {out f32[batch][dim + (fields + 1) * fields / 2]} interacted
 * @static dim
 * @static fields
 * @launch block [128] grid [batch]
 */
export default function interactDot(dense, sparse, interacted) {
  const vectors = shared(f32, this.constants.fields + 1, Math.min(this.constants.dim, 128) + 4);
  const dots = shared(f32, (this.constants.fields + 1) * this.constants.fields / 2);
  const sample = this.block.x;
  const fields = this.constants.fields;
  const half = (fields + 2) >> 1;
  const tiles = (half * (half + 1)) >> 1;
  for (let first = 0; first < tiles; first += 128) {
    // The tiles above a row of tiles are row * (row + 1) / 2; the root may be off by one in f32.
    const tile = first + this.local.x;
    let row = Math.floor((Math.sqrt(8.0 * tile + 1.0) - 1.0) * 0.5);
    let column = tile - ((row * (row + 1)) >> 1);
    if (column < 0) {
      column += row;
      row--;
    } else if (column > row) {
      row++;
      column -= row;
    }
    const top = 2 * row;
    const below = Math.min(top + 1, fields);
    const left = 2 * column;
    const right = Math.min(left + 1, fields);
    let topLeft = 0.0;
    let topRight = 0.0;
    let belowLeft = 0.0;
    let belowRight = 0.0;
    for (let base = 0; base < this.constants.dim; base += 128) {
      const size = Math.min(this.constants.dim - base, 128);
      const quarters = size >> 2;
      for (let at = this.local.x; at < quarters; at += 128) copyAsync4(vectors, 0, 4 * at, dense, sample, base + 4 * at);
      for (let at = this.local.x; at < fields * quarters; at += 128) {
        const field = Math.floor(at / quarters);
        const d = 4 * (at - field * quarters);
        copyAsync4(vectors, field + 1, d, sparse, sample, field, base + d);
      }
      copyCommit();
      copyWait(0);
      barrier();
      if (first === 0) {
        for (let d = this.local.x; d < size; d += 128) store(interacted, sample, base + d, vectors[0][d], hint.stream);
      }
      if (tile < tiles) {
        for (let d = 0; d < size; d += 4) {
          const topValues = load4(vectors, top, d);
          const belowValues = load4(vectors, below, d);
          const leftValues = load4(vectors, left, d);
          const rightValues = load4(vectors, right, d);
          topLeft += dot(topValues, leftValues);
          topRight += dot(topValues, rightValues);
          belowLeft += dot(belowValues, leftValues);
          belowRight += dot(belowValues, rightValues);
        }
      }
      barrier();
    }
    if (tile < tiles) {
      const above = (top * (top - 1)) >> 1;
      if (column < row) {
        dots[above + left] = topLeft;
        dots[above + left + 1] = topRight;
      }
      if (top < fields) {
        dots[above + top + left] = belowLeft;
        if (column < row) dots[above + top + left + 1] = belowRight;
      }
    }
  }
  barrier();
  for (let pair = this.local.x; pair < ((fields + 1) * fields) >> 1; pair += 128) {
    store(interacted, sample, this.constants.dim + pair, dots[pair], hint.stream);
  }
}

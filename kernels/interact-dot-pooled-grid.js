/**
 * Sum pooling and dot interaction at once, tuned by hand, a block a sample: groups of as many lanes as 128 columns of a row
 * need, 16 bytes each, pool its bags by turns, four rows in flight, straight into shared memory, where rows are four elements
 * longer, or all would begin in one bank. Then each thread works out the dot products of two vectors with two, so that a load
 * serves two products, and the answers leave in order.
 * @operation interact-dot-pooled
 * @param {f32[batch][dim]} dense
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[batch * fields + 1]} offsets
 * @param {out f32[batch][dim + (fields + 1) * fields / 2]} interacted
 * @static dim
 * @static fields
 * @launch block [128] grid [batch]
 */
export default function interactDotPooled(dense, table, indices, offsets, interacted) {
  const vectors = shared(f32, this.constants.fields + 1, Math.min(this.constants.dim, 128) + 4);
  const dots = shared(f32, (this.constants.fields + 1) * this.constants.fields / 2);
  const sample = this.block.x;
  const fields = this.constants.fields;
  const half = (fields + 2) >> 1;
  const tiles = (half * (half + 1)) >> 1;
  for (let base = 0; base < this.constants.dim; base += 128) {
    const size = Math.min(this.constants.dim - base, 128);
    const quarters = size >> 2;
    for (let d = this.local.x; d < size; d += 128) {
      const value = load(dense, sample, base + d, hint.stream);
      vectors[0][d] = value;
      store(interacted, sample, base + d, value, hint.stream);
    }
    for (let at = this.local.x; at < fields * quarters; at += 128) {
      const field = Math.floor(at / quarters);
      const d = 4 * (at - field * quarters);
      const end = offsets[sample * fields + field + 1];
      let sum = f32x4(0.0);
      let j = offsets[sample * fields + field];
      for (; j < end - 3; j += 4) {
        const values0 = load4(table, indices[j], base + d);
        const values1 = load4(table, indices[j + 1], base + d);
        const values2 = load4(table, indices[j + 2], base + d);
        const values3 = load4(table, indices[j + 3], base + d);
        sum += values0 + values1 + (values2 + values3);
      }
      for (; j < end; j++) sum += load4(table, indices[j], base + d);
      store4(vectors, field + 1, d, sum);
    }
    barrier();
    for (let tile = this.local.x; tile < tiles; tile += 128) {
      // The tiles above a row of tiles are row * (row + 1) / 2; the root may be off by one in f32.
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
      const above = (top * (top - 1)) >> 1;
      let topLeft = 0.0;
      let topRight = 0.0;
      let belowLeft = 0.0;
      let belowRight = 0.0;
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
      if (column < row) {
        dots[above + left] = base === 0 ? topLeft : dots[above + left] + topLeft;
        dots[above + left + 1] = base === 0 ? topRight : dots[above + left + 1] + topRight;
      }
      if (top < fields) {
        dots[above + top + left] = base === 0 ? belowLeft : dots[above + top + left] + belowLeft;
        if (column < row) dots[above + top + left + 1] = base === 0 ? belowRight : dots[above + top + left + 1] + belowRight;
      }
    }
    barrier();
  }
  const pairs = ((fields + 1) * fields) >> 1;
  for (let pair = this.local.x; pair < pairs; pair += 128) store(interacted, sample, this.constants.dim + pair, dots[pair], hint.stream);
}

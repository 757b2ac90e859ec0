/**
 * Dot interaction of f16 vectors on the matrix unit, tuned by hand, a block a sample: its vectors come into shared memory once,
 * 128 columns at a time, by asynchronous copies of 16 bytes; the four warps take the 16 × 16 tiles of the Gram matrix by turns,
 * none of those above its diagonal. Sums are f32, the answer is rounded to f16 as it leaves, in order.
 * @operation interact-dot
 * @param {f16[batch][dim]} dense
 * @param {f16[batch][fields][dim]} sparse
 * @param {out f16[batch][dim + (fields + 1) * fields / 2]} interacted
 * @static dim
 * @static fields
 * @launch block [128] grid [batch]
 */
export default function interactDot(dense, sparse, interacted) {
  // rows are 8 elements longer than what is in them, or those of a tile would begin in few banks
  const vectors = shared(f16, 16 * Math.ceil((this.constants.fields + 1) / 16), Math.min(16 * Math.ceil(this.constants.dim / 16), 128) + 8);
  const gram = shared(f32, 16 * Math.ceil((this.constants.fields + 1) / 16), 16 * Math.ceil((this.constants.fields + 1) / 16) + 4);
  const dots = shared(f32, (this.constants.fields + 1) * this.constants.fields / 2);
  const sample = this.block.x;
  const thread = this.local.x;
  const warp = thread >> 5;
  const fields = this.constants.fields;
  const across = (fields + 16) >> 4;
  const tiles = (across * (across + 1)) >> 1;
  const pairs = ((fields + 1) * fields) >> 1;
  const octets = Math.min(2 * Math.ceil(this.constants.dim / 16), 16);
  for (let base = 0; base < this.constants.dim; base += 128) {
    for (let at = thread; at < 16 * across * octets; at += 128) {
      const row = Math.floor(at / octets);
      const d = 8 * (at - row * octets);
      if (base + d < this.constants.dim && row <= fields) {
        if (row === 0) copyAsync8(vectors, 0, d, dense, sample, base + d);
        else copyAsync8(vectors, row, d, sparse, sample, row - 1, base + d);
      } else {
        store8(vectors, row, d, f32x8(0.0));
      }
    }
    copyCommit();
    copyWait(0);
    barrier();
    for (let d = thread; d < Math.min(this.constants.dim - base, 128); d += 128) store(interacted, sample, base + d, vectors[0][d], hint.stream);
    let tileRow = 0;
    let tileColumn = 0;
    for (let tile = 0; tile < tiles; tile++) {
      if ((tile & 3) === warp) {
        matrixDot(gram, 16 * tileRow, 16 * tileColumn, vectors, 16 * tileRow, vectors, 16 * tileColumn, Math.min(16 * Math.ceil(this.constants.dim / 16), 128));
      }
      tileColumn++;
      if (tileColumn > tileRow) {
        tileRow++;
        tileColumn = 0;
      }
    }
    barrier();
    for (let pair = thread; pair < pairs; pair += 128) {
      // The pairs above a row are row * (row - 1) / 2; the root may be off by one in f32.
      let row = Math.floor((Math.sqrt(8.0 * pair + 1.0) + 1.0) * 0.5);
      let column = pair - ((row * (row - 1)) >> 1);
      if (column < 0) {
        row--;
        column += row;
      } else if (column >= row) {
        column -= row;
        row++;
      }
      if (base === 0) dots[pair] = gram[row][column];
      else dots[pair] += gram[row][column];
    }
    barrier();
  }
  for (let pair = thread; pair < pairs; pair += 128) store(interacted, sample, this.constants.dim + pair, dots[pair], hint.stream);
}

/**
 * Dot interaction, a block a sample: its vectors come into shared memory once, then each thread takes pairs by turns.
 * @operation interact-dot
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @param {out f32[batch][dim + (fields + 1) * fields / 2]} interacted
 * @static dim fields
 * @launch block [64] grid [batch]
 */
export default function interactDotTile(dense, sparse, interacted) {
  const vectors = shared(f32, this.constants.fields + 1, this.constants.dim + 1);
  const sample = this.block.x;
  for (let at = this.local.x; at < (this.constants.fields + 1) * this.constants.dim; at += 64) {
    const field = Math.floor(at / this.constants.dim);
    const d = at % this.constants.dim;
    vectors[field][d] = field === 0 ? dense[sample][d] : sparse[sample][field - 1][d];
  }
  barrier();
  for (let d = this.local.x; d < this.constants.dim; d += 64) interacted[sample][d] = vectors[0][d];
  const pairs = ((this.constants.fields + 1) * this.constants.fields) >> 1;
  for (let pair = this.local.x; pair < pairs; pair += 64) {
    let row = 1;
    let column = pair;
    while (column >= row) {
      column -= row;
      row++;
    }
    let sum = 0.0;
    for (let d = 0; d < this.constants.dim; d++) sum += vectors[row][d] * vectors[column][d];
    interacted[sample][this.constants.dim + pair] = sum;
  }
}

/**
 * The dot products of all pairs of vectors, a warp a pair, lanes added up by exchange.
 * @operation interact-pairs
 * @param {f32[batch][fields][dim]} vectors
 * @param {out f32[batch][fields * (fields - 1) / 2]} products
 * @static dim
 * @static fields
 * @launch block [32, 2] grid [ceil(fields * (fields - 1) / 4), batch]
 */
export default function lanes(vectors, products) {
  const pairs = (this.constants.fields * (this.constants.fields - 1)) >> 1;
  const pair = 2 * this.block.x + this.local.y;
  let column = Math.min(pair, pairs - 1);
  let row = 1;
  while (column >= row) {
    column -= row;
    row++;
  }
  let sum = 0.0;
  for (let d = this.local.x; d < this.constants.dim; d += 32) sum += vectors[this.block.y][row][d] * vectors[this.block.y][column][d];
  const whole = reduceAdd(sum);
  if (this.local.x === 0 && pair < pairs) products[this.block.y][pair] = whole;
}

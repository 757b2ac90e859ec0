/**
 * The sum over all columns of FM, a block a sample: the last warp may be partial.
 * @operation interact-fm-sum
 * @param {f32[batch][fields][dim]} vectors
 * @param {out f32[batch][1]} products
 * @static dim
 * @static fields
 * @launch block [dim / 4] grid [batch]
 */
export default function partial(vectors, products) {
  const parts = shared(f32, Math.ceil(this.constants.dim / 128));
  let sum = f32x4(0.0);
  let squares = f32x4(0.0);
  for (let field = 0; field < this.constants.fields; field++) {
    const value = load4(vectors, this.block.x, field, 4 * this.local.x);
    sum += value;
    squares += value * value;
  }
  const term = dot(sum, sum) - (squares[0] + squares[1] + (squares[2] + squares[3]));
  const whole = reduceAdd(term);
  if (this.lane === 0) parts[this.local.x >> 5] = whole;
  barrier();
  if (this.local.x === 0) {
    let all = 0.0;
    for (let warp = 0; warp < Math.ceil(this.constants.dim / 128); warp++) all += parts[warp];
    products[this.block.x][0] = 0.5 * all;
  }
}

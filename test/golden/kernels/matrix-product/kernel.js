/**
 * A matrix product in blocks of four columns of the left matrix; no operation, so its own text is the oracle.
 * @param {f32[m][k]} left
 * @param {f32[k][n]} right
 * @returns {f32[m][n]}
 */
export default function product(left, right) {
  let sum = 0.0;
  const whole = Math.floor(this.constants.k / 4) * 4;
  for (let d = 0; d < whole; d += 4) {
    for (let e = d; e < d + 4; e++) sum += left[this.thread.y][e] * right[e][this.thread.x];
  }
  for (let d = whole; d < this.constants.k; d++) {
    sum += left[this.thread.y][d] * right[d][this.thread.x];
  }
  return sum;
}

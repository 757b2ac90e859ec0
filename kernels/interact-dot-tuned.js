/**
 * Dot interaction, tuned by hand: the pair is found by a square root instead of counting, pairs with the dense vector
 * have a loop of their own, and eight products are in flight at a time, gathered in four sums.
 * @operation interact-dot
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @returns {f32[batch][dim + (fields + 1) * fields / 2]}
 * @static dim
 * @static fields
 */
export default function interactDot(dense, sparse) {
  const sample = this.thread.y;
  const x = this.thread.x;
  if (x < this.constants.dim) {
    return dense[sample][x];
  }
  // The pairs before a row are row * (row - 1) / 2; the root may be off by one in f32.
  const pair = x - this.constants.dim;
  let row = Math.floor((Math.sqrt(8.0 * pair + 1.0) + 1.0) * 0.5);
  let column = pair - ((row * (row - 1)) >> 1);
  if (column < 0) {
    row--;
    column += row;
  } else if (column >= row) {
    column -= row;
    row++;
  }
  const left = row - 1;
  let sum0 = 0.0;
  let sum1 = 0.0;
  let sum2 = 0.0;
  let sum3 = 0.0;
  let d = 0;
  if (column === 0) {
    for (; d < this.constants.dim - 7; d += 8) {
      sum0 += sparse[sample][left][d] * dense[sample][d];
      sum1 += sparse[sample][left][d + 1] * dense[sample][d + 1];
      sum2 += sparse[sample][left][d + 2] * dense[sample][d + 2];
      sum3 += sparse[sample][left][d + 3] * dense[sample][d + 3];
      sum0 += sparse[sample][left][d + 4] * dense[sample][d + 4];
      sum1 += sparse[sample][left][d + 5] * dense[sample][d + 5];
      sum2 += sparse[sample][left][d + 6] * dense[sample][d + 6];
      sum3 += sparse[sample][left][d + 7] * dense[sample][d + 7];
    }
    for (; d < this.constants.dim; d++) {
      sum0 += sparse[sample][left][d] * dense[sample][d];
    }
  } else {
    const right = column - 1;
    for (; d < this.constants.dim - 7; d += 8) {
      sum0 += sparse[sample][left][d] * sparse[sample][right][d];
      sum1 += sparse[sample][left][d + 1] * sparse[sample][right][d + 1];
      sum2 += sparse[sample][left][d + 2] * sparse[sample][right][d + 2];
      sum3 += sparse[sample][left][d + 3] * sparse[sample][right][d + 3];
      sum0 += sparse[sample][left][d + 4] * sparse[sample][right][d + 4];
      sum1 += sparse[sample][left][d + 5] * sparse[sample][right][d + 5];
      sum2 += sparse[sample][left][d + 6] * sparse[sample][right][d + 6];
      sum3 += sparse[sample][left][d + 7] * sparse[sample][right][d + 7];
    }
    for (; d < this.constants.dim; d++) {
      sum0 += sparse[sample][left][d] * sparse[sample][right][d];
    }
  }
  return sum0 + sum1 + (sum2 + sum3);
}

/**
 * Dot interaction, tuned by hand: the pair is found by a square root instead of counting, eight products are in flight at
 * a time, gathered in four sums, and whether the other vector is the dense one is asked once for all eight. A loop for
 * either answer would be worse: threads of both kinds stand side by side, and would no longer share the left vector's loads.
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
  const right = column - 1;
  let sum0 = 0.0;
  let sum1 = 0.0;
  let sum2 = 0.0;
  let sum3 = 0.0;
  let d = 0;
  for (; d < this.constants.dim - 7; d += 8) {
    const left0 = sparse[sample][left][d];
    const left1 = sparse[sample][left][d + 1];
    const left2 = sparse[sample][left][d + 2];
    const left3 = sparse[sample][left][d + 3];
    const left4 = sparse[sample][left][d + 4];
    const left5 = sparse[sample][left][d + 5];
    const left6 = sparse[sample][left][d + 6];
    const left7 = sparse[sample][left][d + 7];
    if (column === 0) {
      sum0 += left0 * dense[sample][d];
      sum1 += left1 * dense[sample][d + 1];
      sum2 += left2 * dense[sample][d + 2];
      sum3 += left3 * dense[sample][d + 3];
      sum0 += left4 * dense[sample][d + 4];
      sum1 += left5 * dense[sample][d + 5];
      sum2 += left6 * dense[sample][d + 6];
      sum3 += left7 * dense[sample][d + 7];
    } else {
      sum0 += left0 * sparse[sample][right][d];
      sum1 += left1 * sparse[sample][right][d + 1];
      sum2 += left2 * sparse[sample][right][d + 2];
      sum3 += left3 * sparse[sample][right][d + 3];
      sum0 += left4 * sparse[sample][right][d + 4];
      sum1 += left5 * sparse[sample][right][d + 5];
      sum2 += left6 * sparse[sample][right][d + 6];
      sum3 += left7 * sparse[sample][right][d + 7];
    }
  }
  for (; d < this.constants.dim; d++) {
    const other = column === 0 ? dense[sample][d] : sparse[sample][right][d];
    sum0 += sparse[sample][left][d] * other;
  }
  return sum0 + sum1 + (sum2 + sum3);
}

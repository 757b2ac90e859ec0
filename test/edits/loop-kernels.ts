import { parseKernel } from '../../src/dialect/index.ts';
import type { SourceKernel } from '../../src/model/index.ts';

/** Kernels whose loops have all the forms that loop edits know; none reads outside its arrays, even if its loads are hoisted. */
const head = `/**
 * @param {f32[n][m]} a
 * @param {i32[cells]} keys
 * @param {i32} shift
 * @returns {f32[n]}
 */
export default function loops(a, keys, shift) {
  const row = this.thread.x;
`;

const bodies = {
  upTo: `let sum = 0.0;
    for (let i = 1; i <= this.constants.m - 1; i += 2) { sum += a[row][i] * i; }
    return sum;`,
  downTo: `let sum = 0.0;
    for (let i = this.constants.m - 1; i >= 0; i--) { const here = a[row][i]; sum = sum * 0.5 + here; }
    return sum;`,
  downBy: `let sum = 0.0;
    for (let i = this.constants.m; 1 < i; i = i - 3) { sum = sum * 0.5 + a[row][i - 1]; }
    return sum;`,
  literals: `let sum = 0.0;
    for (let i = 0; i < 7; i += 2) { for (let k = 3; k > 0; k--) { sum = sum * 0.75 + i * k; } }
    return sum;`,
  whileAtEnd: `let sum = 0.0;
    let i = 0;
    while (i < this.constants.m) { const here = a[row][i]; if (here > 0.0) { sum += here; } else { sum -= here * i; } i += 1; }
    return sum + i;`,
  assignedHead: `let sum = 0;
    let i = 9;
    for (i = 0; i < 5; i++) { sum += i * shift; }
    return sum + i;`,
  answersEarly: `for (let i = 0; i < this.constants.m; i++) { const here = a[row][i]; if (here > 0.5) { return here + i; } }
    return -1.0;`,
  skips: `let sum = 0.0;
    for (let i = 0; i < this.constants.m; i++) {
      if (shift > 1) { continue; }
      for (let k = 0; k < 3; k++) { if (k === shift) { break; } sum += a[row][i] * (k + row); }
    }
    return sum;`,
  choices: `let sum = 0.0;
    for (let i = 0; i < this.constants.m; i++) {
      const weight = shift === 0 ? 0.5 : a[row][0];
      if (shift === 0) { sum += a[row][i]; } else { const twice = a[row][i] * 2.0; sum += twice * weight; }
      for (let k = 0; k < shift; k++) { if (row > 1) { sum = sum * 0.5; } }
    }
    return sum;`,
  branches: `let sum = 0.0;
    for (let i = 0; i < this.constants.m; i++) {
      const here = a[row][i];
      if (shift > 0) { sum += here; } else { sum = sum * 0.5 + here; }
      const twice = here * 2.0;
      if (shift > 0) { const more = twice + sum; sum = more * 0.5; }
      if (shift > 0) { if (sum > 4.0) { return sum; } } else { sum += twice; }
      if (here > 0.5) { sum += 1.0; }
      if (here > 0.5) { sum = sum * 0.25; }
      if (sum > 1.0) { sum = sum * 0.125; }
      if (sum > 1.0) { sum += 8.0; }
    }
    return sum;`,
  invariants: `let sum = 0.0;
    for (let i = 0; i < Math.min(this.constants.m, shift + row + 1); i++) {
      for (let k = 0; k < Math.floor((shift + 5) / 2); k++) {
        sum += a[row][i] * (shift * 2) + Math.sqrt(a[row][0] * a[row][0]) / (shift + 3) + (k + (shift * 2)) % (row + 1);
      }
    }
    return sum;`,
  triangle: `let column = row * 3 + shift;
    let line = 1;
    while (column >= line) { column -= line; line++; }
    return line * 1000 + column;`,
  strictTriangle: `let column = row * 5 - shift;
    let line = 0;
    for (; line < column; line += 1) { column = column - line; }
    return line * 1000 + column;`,
  triangleInHead: `let column = row - shift;
    for (let line = 0; column >= line; line++) { column -= line; }
    return column;`,
  wholeSums: `let total = 0;
    let most = 0;
    for (let i = 0; i < this.constants.cells; i++) {
      for (let k = 0; k < 3; k++) { const key = keys[i] + k * i; total += key ^ row; most = Math.max(most, key); }
    }
    return total + most;`,
};

export const loopKernels: readonly SourceKernel[] = Object.entries(bodies).map(([name, body]) => parseKernel(`${head}${body}\n}`.replace('function loops', `function ${name}`), `${name}.js`));

export function loopKernel(name: keyof typeof bodies): SourceKernel {
  return loopKernels.find(({ kernel }) => kernel.signature.name === name)!;
}

import { parseKernel } from '../../src/dialect/index.ts';
import type { Kernel, SourceKernel, Sizes } from '../../src/model/index.ts';

/** Kernels with all that the edits of values look for; none reads outside its arrays, even if its loads are moved out of branches. */
const head = `/**
 * @param {f32[n][m]} a
 * @param {i32[cells]} keys
 * @param {i32} shift
 * @param {f32} scale
 * @returns {f32[n][2 * m]}
 * @static m
 */
export default function values(a, keys, shift, scale) {
  const row = this.thread.y;
  const x = Math.min(this.thread.x, this.constants.m - 1);
`;

const bodies = {
  leftovers: `let unread = 0.0;
    let counted = 0;
    let value = a[row][x] * 1.0 + 0.0;
    const whole = (x + 1) - 1 + 0 * shift;
    if (true) { value = value + (whole - whole); } else { value = 2.0; }
    if (1 > 2) { value = 7.0; }
    if (value > 0.5) { value += 0.25; } else { value += 0.25; }
    if (value > 0.75) { } else { }
    for (let i = 0; i < 3 && true; i++) { unread += value; counted++; value += 0.0; }
    while (false) { value = 9.0; }
    value = !!(whole === x) ? value : -(-value);
    value = value;
    value += Math.max(scale, scale) - 0.5 * 0.25 + (3 - 1) * 2 + (x % 1);
    return !(x < shift) ? value : value * 2.0;
    value = 1.0;
  `,
  strength: `let sum = 0.0;
    for (let i = 0; i < this.constants.m; i++) {
      sum += a[row][Math.floor(i / 2)] / 4.0 + Math.pow(scale, 2.0) * 2.0;
      sum += keys[((i / 2) | 0) % 4 % this.constants.cells] + Math.trunc((i + x) / 8) + Math.floor((shift - i) / 4);
    }
    const twice = scale * 2.0;
    return sum + twice / 2 + shift * 2;`,
  products: `let sum = 0;
    for (let i = 1; i < this.constants.m; i += 2) { sum += i * shift + keys[(i * 3) % this.constants.cells] - x * i; }
    let j = 9;
    while (j > 2) { sum += (row + 1) * j; j -= 3; }
    return sum;`,
  shared: `const wide = this.constants.m * 2;
    let sum = a[row][x] * scale + a[row][x];
    let k = shift + 1;
    if (k > row + 1) { sum += a[row][x] * (k + 2); } else { sum -= a[row][x] * (k + 2); }
    k = k + 2;
    for (let i = 0; i < wide; i++) { sum += (k + 2) * (row + 1) + (i < row + 1 ? scale * 0.5 : scale * 0.5); }
    const once = (row + 1) * 2;
    const float = once * scale + Math.floor(once / 3);
    return sum + (k + 2) + float;`,
  sums: `let sum = 0.0;
    let product = 1.0;
    let least = 100.0;
    let most = -100;
    for (let i = 0; i < this.constants.m; i++) {
      sum += a[row][i] * scale;
      product = product * (a[row][i] * 0.25 + 1.0);
      sum = sum - 0.5 * i;
      least = Math.min(least, a[row][i]);
      most = Math.max(keys[i % this.constants.cells], most);
      for (let t = 0; t < 2; t++) { sum += a[row][t % this.constants.m]; }
    }
    sum += scale; sum += scale * 2.0; sum -= 1.0; sum += a[row][x];
    return sum + product + least + most;`,
  algebra: `const value = a[row][x];
    const whole = (x + shift) + (row + 2) - x * (shift + 3);
    const scaled = (value * scale) * 0.5 + value * 2.0 + (value + 1.0) * scale;
    return scaled - 0.25 * (value - scale) + (whole + shift * x + row * x) + Math.max(value, scale);`,
  branches: `let value = a[row][x];
    if (value > scale) { value = 1.0; } else { value = scale; }
    if (x > shift) { value += scale; } else { value += 0.5; }
    if (!(x > 1)) { value = value * 0.5; }
    value = x === shift ? value : scale;
    let whole = x;
    if (whole > 2) { whole = 7; }
    if (row > x) { return value + whole; } else { return x > shift ? value : whole * 1.0; }`,
};

export const valueKernels: readonly SourceKernel[] = Object.entries(bodies).map(([name, body]) =>
  parseKernel(`${head}${body}\n}`.replace('function values', `function ${name}`), `${name}.js`));

/** A kernel of that body, over `row` and `x`. */
export function kernelWith(body: string): Kernel {
  return parseKernel(`${head}${body}\n}`, 'values.js').kernel;
}

/** Values for the static symbols of any kernel. */
export function fixedFor({ kernel }: SourceKernel): Sizes {
  return Object.fromEntries(kernel.signature.statics.map((symbol, at) => [symbol, 5 - at]));
}

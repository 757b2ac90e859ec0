import { describe, expect, it } from 'vitest';
import type { TypedKernel } from '../../../src/dialect/index.ts';
import { emitGpujs } from '../../../src/targets/gpujs/index.ts';
import { elementwise, typedKernel } from '../kernels.ts';

/** The emitted body without head and header, as one string. */
function bodyOf(typed: TypedKernel, sizes = {}): string {
  const result = emitGpujs(typed, sizes);
  if (!result.ok) return `unsupported: ${result.detail}`;
  return result.program.text.split('\n').slice(2, -1).map((line) => line.slice(2)).join('\n');
}

const poolHead = '@param {f32[rows][dim]} table\n@param {i32[lookups]} indices\n@param {i32[bags + 1]} offsets\n@returns {f32[bags][dim]}\n@static dim';
const poolBody = `let sum = 0.0;
for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
  sum += table[indices[j]][this.thread.x % this.constants.dim];
}
return sum * this.constants.rows;`;

describe('emitGpujs', () => {
  it('keeps names, one statement a line, and says where the text comes from', () => {
    const result = emitGpujs(typedKernel(poolHead, poolBody, 'table, indices, offsets'), { dim: 64, rows: 10 }, { comment: 'Run 7, edits e1 e4.' });
    expect(result.ok && result.program.text).toMatchInlineSnapshot(`
      "function probe(table, indices, offsets) {
        // Emitted from the kernel probe for gpu.js; compiled for dim = 64.
        // Run 7, edits e1 e4.
        let sum = 0.0;
        for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j += 1) {
          sum += table[indices[j]][this.thread.x % 64];
        }
        return sum * this.constants.rows;
      }"
    `);
    expect(result.ok && result.program.sizes).toEqual({ dim: 64 });
    expect(result.ok && result.program.target).toBe('gpujs');
  });

  it('divides integers half a unit off the whole numbers, by powers of two as written', () => {
    expect(bodyOf(elementwise(`const i = this.thread.x;
let n = 0;
n += i * 2;
const m = a[i];
const d = b[i];
return Math.floor(i / 3) + Math.floor(m / d) + ((n / 3) | 0) + ((m / 3) | 0) + Math.ceil(m / 3) + Math.round(m / 3) + Math.floor(m / 4);`))).toMatchInlineSnapshot(`
  "let i = this.thread.x;
  let n = 0;
  n += i * 2;
  let m = a[i];
  let d = b[i];
  return Math.floor((i + 0.5) / 3) + Math.floor((m + 0.5 * Math.sign(d)) / d) + Math.trunc((n + 0.5) / 3) + Math.trunc((m + 0.5 * Math.sign(m)) / 3) + Math.ceil((m - 0.5) / 3) + Math.floor((2 * m + 3 + 0.5) / (2 * 3)) + Math.floor(m / 4);"
`);
  });

  it('writes remainders of integers out, and leaves those of floats and powers of two', () => {
    expect(bodyOf(elementwise(`const m = a[this.thread.x];
let r = m % 7;
r %= b[this.thread.x];
return r + m % 8 + x[this.thread.x] % 1.5;`))).toMatchInlineSnapshot(`
  "let m = a[this.thread.x];
  let r = m - 7 * Math.trunc((m + 0.5 * Math.sign(m)) / 7);
  r = r - b[this.thread.x] * Math.trunc((r + 0.5 * Math.sign(r)) / b[this.thread.x]);
  return r + m % 8 + x[this.thread.x] % 1.5;"
`);
  });

  it('counts in a for, and turns a for with a continue into a while', () => {
    expect(bodyOf(elementwise(`let sum = 0.0;
for (let i = 0; i < 4; i++) {
  for (let j = 0; j < i; j += 2) {
    if (j > 2) continue;
    sum += x[j];
  }
}
return sum;`))).toMatchInlineSnapshot(`
  "let sum = 0.0;
  for (let i = 0; i < 4; i += 1) {
    let j = 0;
    while (j < i) {
      if (j > 2) {
        j += 2;
        continue;
      }
      sum += x[j];
      j += 2;
    }
  }
  return sum;"
`);
  });

  it('writes a while, a break and a loop that starts from an assignment', () => {
    expect(bodyOf(elementwise(`let i = 0;
for (i = 3; i > 0; i--) {
  if (a[i] === 0) break;
}
while (i < 5) {
  i += 2;
}
return i;`))).toMatchInlineSnapshot(`
  "let i = 0;
  i = 3;
  while (i > 0) {
    if (a[i] === 0) {
      break;
    }
    i -= 1;
  }
  while (i < 5) {
    i += 2;
  }
  return i;"
`);
  });

  it('writes conditions, else-if chains, ternaries and early returns', () => {
    expect(bodyOf(elementwise(`if (a[this.thread.x] < 0 && !(b[this.thread.x] === 2 || x[0] > 1.5)) {
  return -1;
} else if (a[0] >= 3) {
  return 2;
} else {
  let v = a[0] > b[0] ? x[0] : -x[1];
  v = (v - 2) * -3.0;
  return v;
}`))).toMatchInlineSnapshot(`
  "if (a[this.thread.x] < 0 && !(b[this.thread.x] === 2 || x[0] > 1.5)) {
    return -1;
  } else if (a[0] >= 3) {
    return 2;
  } else {
    let v = a[0] > b[0] ? x[0] : -x[1];
    v = (v - 2) * -3.0;
    return v;
  }"
`);
  });

  it('writes bit operations and their assignments', () => {
    expect(bodyOf(elementwise(`let m = a[this.thread.x] & 7;
m <<= 2;
m |= 1;
return (m ^ ~b[0]) >>> 1;`))).toMatchInlineSnapshot(`
  "let m = a[this.thread.x] & 7;
  m = m << 2;
  m = m | 1;
  return (m ^ ~b[0]) >>> 1;"
`);
  });

  it('shields floats in indices and bit operations, and conditionals among operands, from being made integers', () => {
    expect(bodyOf(elementwise(`const y = x[this.thread.x];
const m = a[this.thread.x];
return x[Math.floor(2 * y)] + x[m > 3 ? 1 : 0] + x[m + 1] + (m > 3 ? 7 : m) * 2 + (Math.floor(y) & 3) + (0.5 | 0) + (1 - 3) * m;`))).toMatchInlineSnapshot(`
  "let y = x[this.thread.x];
  let m = a[this.thread.x];
  return x[Math.floor(2 * y) * 1] + x[Math.floor(m > 3 ? 1 : 0) * 1] + x[m + 1] + (m > 3 ? 7.0 / 1 : m) * 2 + (Math.floor(y) & 3) + Math.trunc(0.5) + -2.0 * m;"
`);
  });

  it('gives a local without a value one, for its type', () => {
    expect(bodyOf(elementwise(`let v;
let seen;
seen = a[0] > 1;
v = seen ? 0.5 : 1.5;
return v;`))).toMatchInlineSnapshot(`
  "let v = 0;
  let seen = false;
  seen = a[0] > 1;
  v = seen ? 0.5 / 1 : 1.5;
  return v;"
`);
  });

  it('reads bool arguments as the numbers that gpu.js makes of them', () => {
    const typed = typedKernel('@param {bool[count]} mask\n@param {i32} n\n@returns {f32[count]}', 'if (mask[this.thread.x] && n > 2) {\n  return 1;\n}\nreturn 0;', 'mask, n');
    expect(bodyOf(typed)).toMatchInlineSnapshot(`
      "if (mask[this.thread.x] !== 0 && n > 2) {
        return 1;
      }
      return 0;"
    `);
  });

  it('refuses what f32 cannot hold', () => {
    expect(bodyOf(elementwise('return Math.imul(a[0], b[0]);'))).toBe('unsupported: gpu.js has no Math.imul that is exact in f32');
    expect(bodyOf(elementwise('return a[0] & 16777217;'))).toBe("unsupported: the integer 16777217 is beyond 2^24, to which gpu.js's f32 values are exact");
  });

  it('insists on the static sizes', () => {
    expect(() => emitGpujs(typedKernel(poolHead, poolBody, 'table, indices, offsets'), {})).toThrow('the static size dim of probe has no value');
  });
});

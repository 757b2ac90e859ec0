/** Each kernel beside the same thing written for one element in plain JavaScript; every target must agree. */
export interface Probe {
  readonly name: string;
  readonly body: string;
  readonly expected: (x: number, a: number, b: number, at: number) => number;
  /** Significant digits; WebGPU's functions are less exact than JavaScript's. */
  readonly digits?: number;
}

export const count = 45;
export const x = Float32Array.from({ length: count }, (_, at) => Math.fround((at - 22) * 0.37));
export const a = Int32Array.from({ length: count }, (_, at) => [0, 1, 2, 3, 5, 6, 7, 12, 30, 31, 32, 33, 100, 999, 65535, -1, -2, -3, -6, -7, -100][at % 21]!);
export const b = Int32Array.from({ length: count }, (_, at) => [1, 2, 3, 5, 7, 10, 33][at % 7]!);

export const probes: Probe[] = [
  { name: 'floor division', body: 'return Math.floor(a[this.thread.x] / b[this.thread.x]);', expected: (_x, m, n) => Math.floor(m / n) },
  { name: 'truncating division', body: 'return (a[this.thread.x] / b[this.thread.x]) | 0;', expected: (_x, m, n) => Math.trunc(m / n) },
  { name: 'ceiling and rounded division', body: 'const q = a[this.thread.x];\nconst d = b[this.thread.x];\nreturn Math.ceil(q / d) * 1000 + Math.round(q / d);', expected: (_x, m, n) => Math.ceil(m / n) * 1000 + Math.round(m / n) },
  { name: 'division by constants', body: 'const m = this.thread.x;\nreturn Math.floor(m / 3) + 100 * Math.floor(m / 4) + 10000 * ((m / 7) | 0);', expected: (_x, _a, _b, at) => Math.floor(at / 3) + 100 * Math.floor(at / 4) + 10000 * Math.floor(at / 7) },
  { name: 'division by a negative number', body: 'const d = -b[this.thread.x];\nreturn Math.floor(a[this.thread.x] / d) + ((a[this.thread.x] / d) | 0);', expected: (_x, m, n) => Math.floor(m / -n) + Math.trunc(m / -n) },
  { name: 'integer remainder', body: 'return a[this.thread.x] % b[this.thread.x];', expected: (_x, m, n) => m % n },
  { name: 'remainder assignment', body: 'let r = a[this.thread.x];\nr %= 5;\nlet s = a[this.thread.x];\ns %= 8;\nreturn r + 10 * s;', expected: (_x, m) => (m % 5) + 10 * (m % 8) },
  { name: 'float remainder', body: 'return x[this.thread.x] % 2.5;', expected: (v) => v % 2.5, digits: 4 },
  { name: 'bit operations on array values', body: 'const m = a[this.thread.x];\nconst n = b[this.thread.x];\nreturn (m & 12) + 100 * (n | 8) + 1000 * (n ^ 3) + (n << 4) + (m >> 1) + (n >>> 1) + ~n;', expected: (_x, m, n) => (m & 12) + 100 * (n | 8) + 1000 * (n ^ 3) + (n << 4) + (m >> 1) + (n >>> 1) + ~n },
  { name: 'bit assignments', body: 'let m = b[this.thread.x];\nm <<= 3;\nm |= 1;\nm &= 63;\nm ^= 5;\nm >>= 1;\nreturn m;', expected: (_x, _m, n) => ((((n << 3) | 1) & 63) ^ 5) >> 1 },
  { name: 'float to integer', body: 'const t = x[this.thread.x] | 0;\nreturn t * 10 + a[t & 3];', expected: (v) => Math.trunc(v) * 10 + a[Math.trunc(v) & 3]! },
  { name: 'early returns of several types', body: 'if (a[this.thread.x] < 0) {\n  return this.thread.x;\n}\nif (a[this.thread.x] > 30) {\n  return 0;\n}\nreturn x[this.thread.x] * 0.5;', expected: (v, m, _n, at) => (m < 0 ? at : m > 30 ? 0 : v * 0.5) },
  { name: 'return from inside a loop', body: 'for (let i = 0; i < 40; i++) {\n  if (i * i > a[this.thread.x]) {\n    return i + 0.25;\n  }\n}\nreturn -1.5;', expected: (_x, m) => { for (let i = 0; i < 40; i++) if (i * i > m) return i + 0.25; return -1.5; } },
  { name: 'while', body: 'let m = b[this.thread.x] * 64;\nlet steps = 0;\nwhile (m > 1) {\n  m = Math.floor(m / 2);\n  steps += 1;\n}\nreturn steps;', expected: (_x, _m, n) => { let m = n * 64; let steps = 0; while (m > 1) { m = Math.floor(m / 2); steps++; } return steps; } },
  { name: 'continue and break in a for', body: 'let sum = 0.0;\nfor (let j = 0; j < this.constants.count; j++) {\n  if (a[j] < 0) {\n    continue;\n  }\n  if (j > b[this.thread.x] * 4) {\n    break;\n  }\n  sum += x[j];\n}\nreturn sum;', expected: (_x, _m, n) => { let sum = 0; for (let j = 0; j < count; j++) { if (a[j]! < 0) continue; if (j > n * 4) break; sum += x[j]!; } return sum; }, digits: 5 },
  { name: 'continue in nested loops', body: 'let sum = 0;\nfor (let i = 0; i < b[this.thread.x]; i++) {\n  if (i % 3 === 1) continue;\n  for (let j = i; j < 6; j += 2) {\n    if (j === 4) continue;\n    sum += 10 * i + j;\n  }\n}\nreturn sum;', expected: (_x, _m, n) => { let sum = 0; for (let i = 0; i < n; i++) { if (i % 3 === 1) continue; for (let j = i; j < 6; j += 2) { if (j === 4) continue; sum += 10 * i + j; } } return sum; } },
  { name: 'continue in a while', body: 'let i = 0;\nlet sum = 0;\nwhile (i < b[this.thread.x]) {\n  i += 1;\n  if (i % 2 === 0) continue;\n  sum += i;\n}\nreturn sum;', expected: (_x, _m, n) => { let sum = 0; for (let i = 1; i <= n; i++) if (i % 2 !== 0) sum += i; return sum; } },
  { name: 'loops counting down and by assignment', body: 'let sum = 0;\nlet i = 0;\nfor (i = b[this.thread.x]; i > 0; i--) {\n  sum = (sum * 2 + i) % 1000;\n}\nfor (let k = 9; k >= 0; k -= 3) sum += k;\nreturn sum + i;', expected: (_x, _m, n) => { let sum = 0; for (let i = n; i > 0; i--) sum = (sum * 2 + i) % 1000; return sum + 18; } },
  { name: 'booleans in locals', body: 'let found = false;\nconst big = a[this.thread.x] > 30;\nfor (let i = 0; i < 5; i++) {\n  if (a[i] === b[this.thread.x] && !found) found = true;\n}\nif (found !== big || !(a[this.thread.x] >= 0)) {\n  return 1;\n}\nreturn found === true ? 2 : 3;', expected: (_x, m, n) => { const found = a.subarray(0, 5).includes(n); if (found !== m > 30 || !(m >= 0)) return 1; return found ? 2 : 3; } },
  { name: 'ternaries', body: 'const m = a[this.thread.x];\nconst i = m > 3 ? 1 : 0;\nreturn (m < 0 ? -x[this.thread.x] : m > 10 ? 2 : x[i]) + (m === 0 ? i : 0.5);', expected: (v, m) => { const i = m > 3 ? 1 : 0; return (m < 0 ? -v : m > 10 ? 2 : x[i]!) + (m === 0 ? i : 0.5); } },
  { name: 'Math on floats', body: 'const v = Math.abs(x[this.thread.x]) + 0.5;\nreturn Math.sqrt(v) + Math.exp(-v) + Math.log(v) + Math.log2(v) + Math.sin(v) + Math.cos(v) + Math.tanh(v) + Math.pow(v, 1.5) + Math.fround(v);', expected: (t) => { const v = Math.abs(t) + 0.5; return Math.sqrt(v) + Math.exp(-v) + Math.log(v) + Math.log2(v) + Math.sin(v) + Math.cos(v) + Math.tanh(v) + v ** 1.5 + v; }, digits: 4 },
  { name: 'tan', body: 'return Math.tan(x[this.thread.x] * 0.1);', expected: (v) => Math.tan(v * 0.1), digits: 4 },
  { name: 'rounding', body: 'const v = x[this.thread.x] * 1.5;\nreturn Math.floor(v) + 100 * Math.ceil(v) + 10000 * Math.round(v) + 1000000 * Math.trunc(v);', expected: (t) => { const v = Math.fround(t * 1.5); return Math.floor(v) + 100 * Math.ceil(v) + 10000 * Math.round(v) + 1000000 * Math.trunc(v); }, digits: 6 },
  { name: 'Math on integers', body: 'const m = a[this.thread.x];\nreturn Math.min(m, 7) + 10 * Math.max(m, b[this.thread.x]) + 100 * Math.abs(m) + Math.sign(m) + Math.sign(x[this.thread.x]);', expected: (v, m, n) => Math.min(m, 7) + 10 * Math.max(m, n) + 100 * Math.abs(m) + Math.sign(m) + Math.sign(v) },
  { name: 'halves: ties of rounding', body: 'return Math.round(a[this.thread.x] / 2) + Math.round(a[this.thread.x] * 0.5);', expected: (_x, m) => Math.round(m / 2) * 2 },
  { name: 'integers that become floats', body: 'let v = this.thread.x;\nv = v * 0.5;\nlet w = 1;\nw /= 4;\nlet u = b[this.thread.x];\nu += 0.25;\nreturn v + w + u;', expected: (_x, _m, n, at) => at * 0.5 + 0.25 + n + 0.25 },
  { name: 'a local declared without a value', body: 'let v;\nif (a[this.thread.x] > 3) {\n  v = 2.5;\n} else {\n  v = x[this.thread.x];\n}\nreturn v;', expected: (v, m) => (m > 3 ? 2.5 : v) },
  { name: 'index arithmetic', body: 'const i = Math.floor(this.thread.x / 2);\nreturn x[2 * i] + x[i % 7] + a[Math.min(i + 1, this.constants.count - 1)] + x[this.output.x - 1 - this.thread.x];', expected: (_x, _m, _n, at) => { const i = Math.floor(at / 2); return x[2 * i]! + x[i % 7]! + a[Math.min(i + 1, count - 1)]! + x[count - 1 - at]!; } },
  { name: 'signs, nesting, order', body: 'const v = x[this.thread.x];\nreturn -(-v) - (v - (v - 2)) * -3 / (1 + v * v) - (4 - (3 - 2)) - -1;', expected: (v) => v - (2 * -3) / (1 + v * v) - 3 + 1, digits: 4 },
  // what gpu.js gets wrong as a user would write it: it makes integers of literals inside indices and bit operations,
  // and mistakes the type of conditionals and of arithmetic on literals
  { name: 'a fraction made an integer', body: 'return (0.5 | 0) + 10 * ((1.5 | 0) & 3) + 100 * (7 & (this.thread.x * 0.5 | 0));', expected: (_x, _m, _n, at) => 10 + 100 * (7 & Math.trunc(at * 0.5)) },
  { name: 'floats inside an index', body: 'const y = this.thread.x * 0.3;\nreturn a[Math.floor(2 * y)] + a[Math.floor(y + 0.5)] + a[Math.round(1.5)];', expected: (_x, _m, _n, at) => { const y = Math.fround(at * Math.fround(0.3)); return a[Math.floor(2 * y)]! + a[Math.floor(y + 0.5)]! + a[2]!; } },
  { name: 'floats inside a bit operation', body: 'return (Math.floor(2 * x[this.thread.x]) & 7) + (Math.ceil(0.5) | Math.floor(3 / (b[this.thread.x] + 1)));', expected: (v, _m, n) => (Math.floor(2 * v) & 7) + (1 | Math.floor(3 / (n + 1))) },
  { name: 'conditionals as operands', body: 'const m = a[this.thread.x];\nreturn (m > 3 ? 7 : 0) * 2 + (this.thread.x & 3) * (m < 0 ? 2 : 3) + ((m > 3 ? 7 : m) >> 1) + x[m > 3 ? 1 : m < 0 ? 2 : 3] + ((!(m < 7) ? 3 + m : m >> 2) >> 2);', expected: (_v, m, _n, at) => (m > 3 ? 7 : 0) * 2 + (at & 3) * (m < 0 ? 2 : 3) + ((m > 3 ? 7 : m) >> 1) + x[m > 3 ? 1 : m < 0 ? 2 : 3]! + ((!(m < 7) ? 3 + m : m >> 2) >> 2) },
  { name: 'comparisons kept and compared', body: 'const m = a[this.thread.x];\nconst same = m === b[this.thread.x];\nlet low = !(m >= 3);\nlow = m <= 2;\nconst odd = m > 5 ? m !== 7 : same;\nreturn (same ? 1 : 0) + (low === (m !== 0) ? 10 : 20) + (odd ? 100 : 0);', expected: (_v, m, n) => (m === n ? 1 : 0) + ((m <= 2) === (m !== 0) ? 10 : 20) + ((m > 5 ? m !== 7 : m === n) ? 100 : 0) },
  { name: 'output sizes and functions in integer places', body: 'const m = a[this.thread.x];\nconst w = m > 3 ? this.output.x : this.thread.x;\nreturn Math.floor((m > 3 ? this.thread.x : this.output.x) / 2) + w + (Math.max(m % 2, 7 * b[0]) & 15);', expected: (_v, m, _n, at) => Math.floor((m > 3 ? at : count) / 2) + (m > 3 ? count : at) + (Math.max(m % 2, 7 * b[0]!) & 15) },
  { name: 'arithmetic on literals', body: 'let v = 0 - 3;\nv += (2 * 3 - 1) * b[this.thread.x];\nreturn v * 0.5 + (1 - 2.5) + a[3 - 1];', expected: (_v, _m, n) => (-3 + 5 * n) * 0.5 - 1.5 + a[2]! },
  { name: 'large but exact integers', body: 'const m = this.thread.x * 65536 + a[this.thread.x];\nreturn m % 1000;', expected: (_x, m, _n, at) => (at * 65536 + m) % 1000 },
];

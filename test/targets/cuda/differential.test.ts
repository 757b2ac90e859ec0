import { afterAll, describe, expect, it } from 'vitest';
import { f32, i32 } from '../../devices/programs.ts';
import { elementwise } from '../kernels.ts';
import { a, b, count, type Probe, probes, x } from '../probes.ts';
import { cudaOf } from './program.ts';
import { deviceWith } from './stand-in.ts';

/** Where C's arithmetic is not JavaScript's, beyond what every target is asked. */
const more: Probe[] = [
  { name: 'products that wrap', body: 'return Math.imul(a[this.thread.x] + 65536, 1103515245) >>> 16;', expected: (_x, m) => Math.imul(m + 65536, 1103515245) >>> 16 },
  { name: 'shifts by any amount', body: 'const m = a[this.thread.x];\nconst s = b[this.thread.x];\nreturn ((m << (s - 34)) >> (s - 34)) + (m >> (s + 30)) + ((m >>> (s + 33)) & 1023) + ((m << 35) & 255) + ((m >> 33) & 255) + ((-7 >>> s) & 255) + ((-7 >> (s - 40)) & 63);', expected: (_x, m, s) => ((m << (s - 34)) >> (s - 34)) + (m >> (s + 30)) + ((m >>> (s + 33)) & 1023) + ((m << 35) & 255) + ((m >> 33) & 255) + ((-7 >>> s) & 255) + ((-7 >> (s - 40)) & 63) },
  { name: 'shift assignments', body: 'let m = a[this.thread.x];\nm <<= 33;\nm >>= b[this.thread.x] + 31;\nm >>>= 30;\nreturn m;', expected: (_x, m, n) => ((m << 1) >> ((n + 31) & 31)) >>> 30 },
  { name: 'division of all signs and roundings', body: 'const d = this.thread.x % 2 === 0 ? b[this.thread.x] : -b[this.thread.x];\nconst m = a[this.thread.x];\nreturn Math.floor(m / d) + 3 * Math.ceil(m / d) + 5 * Math.round(m / d) + 7 * Math.trunc(m / d) + 11 * (m % d);', expected: (_x, m, n, at) => { const d = at % 2 === 0 ? n : -n; return Math.floor(m / d) + 3 * Math.ceil(m / d) + 5 * Math.round(m / d) + 7 * Math.trunc(m / d) + 11 * (m % d); } },
  { name: 'rounding of halves and their neighbours', body: 'const h = a[this.thread.x] * 0.5;\nreturn Math.round(h) + 1000 * Math.round(h - 0.00000002) + Math.round(0.49999997) + Math.round(8388609.0 + h - h);', expected: (_x, m) => { const h = m * 0.5; return Math.round(h) + 1000 * Math.round(Math.fround(h - Math.fround(0.00000002))) + 8388609; } },
  { name: 'NaN in least and most', body: 'const none = 0.0 / (x[this.thread.x] - x[this.thread.x]);\nlet seen = 0;\nif (Math.min(none, 1.0) !== Math.min(none, 1.0)) seen += 1;\nif (Math.max(1.0, none) !== Math.max(1.0, none)) seen += 2;\nif (Math.sign(none) !== Math.sign(none)) seen += 4;\nif (none === none || none < 1.0 || !(none !== none)) seen += 8;\nreturn seen;', expected: () => 7 },
  { name: 'powers of any base', body: 'const v = x[this.thread.x];\nconst odd = Math.pow(-1.0, Infinity);\nreturn Math.pow(v, 2.0) + Math.pow(v, 3.0) + Math.pow(-2.0, a[this.thread.x] & 7) + Math.pow(v, 0.0) + (odd === odd ? 1000.0 : 0.0) + Math.pow(Math.abs(v) + 1.0, -1.5);', expected: (v, m) => v ** 2 + v ** 3 + (-2) ** (m & 7) + 1 + (Math.abs(v) + 1) ** -1.5, digits: 5 },
  { name: 'remainders of floats', body: 'const v = x[this.thread.x] * 8.0;\nlet w = v;\nw %= 3.0;\nreturn w + 100.0 * (v % -0.7) + (v % 1000.0) + (v % Infinity) + ((v * 1e12) % 7.0);', expected: (t) => { const v = Math.fround(t * 8); return (v % 3) + 100 * (v % Math.fround(-0.7)) + 2 * v + (Math.fround(v * Math.fround(1e12)) % 7); }, digits: 5 },
  { name: 'infinities', body: 'let best = -Infinity;\nfor (let i = 0; i < 3; i++) best = Math.max(best, x[i]);\nconst worst = Math.min(Infinity, x[this.thread.x]);\nreturn best + worst + (1.0 / Infinity) + (x[0] < Infinity ? 1.0 : 0.0);', expected: (v) => x[2]! + v + 1 },
  { name: 'operands that must not be evaluated', body: 'const m = a[this.thread.x];\nlet n = 0;\nif (m >= 0 && m < this.constants.count && a[m] > 5) n = 1;\nif (m < 0 || m >= this.constants.count || a[m] > 5) n += 10;\nconst v = m >= 0 && m < this.constants.count ? x[m] : -1.0;\nreturn (v + n) + (m > 0 ? Math.floor(100 / m) : m < 0 ? 7 % m : 5);', expected: (_x, m) => { const inside = m >= 0 && m < count; const n = (inside && a[m]! > 5 ? 1 : 0) + (!inside || a[m]! > 5 ? 10 : 0); return (inside ? x[m]! : -1) + n + (m > 0 ? Math.floor(100 / m) : m < 0 ? 7 % m : 5); } },
  { name: 'choices in the test and the step of a loop', body: 'let sum = 0.0;\nlet i = 0;\nfor (i = 0; (i < this.constants.count ? a[i] : -1) >= 0; i += i < 4 ? Math.floor(4 / (i + 1)) : 1) {\n  if (i === 6) continue;\n  if (i > b[this.thread.x] + 3) break;\n  sum += x[i];\n}\nreturn sum + i;', expected: (_x, _m, n) => { let sum = 0; let i = 0; for (i = 0; (i < count ? a[i]! : -1) >= 0; i += i < 4 ? Math.floor(4 / (i + 1)) : 1) { if (i === 6) continue; if (i > n + 3) break; sum += x[i]!; } return sum + i; }, digits: 5 },
  { name: 'what C++ warns of in constants, where nobody goes', body: 'if (a[this.thread.x] > 100000) {\n  return 2147483647 + 1 + (1 << 40) + (a[0] % 0) + Math.floor(a[0] / 0) + ((a[0] / 0) | 0) + x[0 - 1] + Math.sqrt(0.0 - 1.0) + 1.0 / 0.0 + Math.floor(1e20) + 1e30 * 1e30 + (0.0 / 0.0) + Math.abs(-2147483648);\n}\nconst low = -2147483648;\nlet m = a[this.thread.x];\nm += 1000;\nm += low + 2147483647;\nreturn m;', expected: (_x, m) => m + 999 },
  { name: 'an unassigned local, code after a return', body: 'let v;\nlet w;\nif (a[this.thread.x] > 3) {\n  v = 2;\n  w = true;\n} else {\n  v = 3;\n  w = false;\n}\nreturn w ? v : -v;\nlet unused = 3;\nunused += 1;\nreturn 3;', expected: (_x, m) => (m > 3 ? 2 : -3) },
  { name: 'comparisons side by side', body: 'const m = a[this.thread.x];\nconst n = b[this.thread.x];\nconst p = (m < n) === (n > 3);\nconst q = m < n >> 1 && n > m << 1 || m === 3 && (n & 3 | m ^ 1) > 2;\nconst r = p ? m < n : n > m;\nreturn (p ? 1 : 0) + (q ? 2 : 0) + (r ? 4 : 0) + (!p !== q ? 8 : 0) - (-m) - - n + ~(-m);', expected: (_x, m, n) => { const p = m < n === n > 3; const q = (m < n >> 1 && n > m << 1) || (m === 3 && ((n & 3) | (m ^ 1)) > 2); const r = p ? m < n : n > m; return (p ? 1 : 0) + (q ? 2 : 0) + (r ? 4 : 0) + (!p !== q ? 8 : 0) + m + n + ~-m; } },
];

const all = [...probes, ...more].map((probe) => ({ ...probe, program: cudaOf(elementwise(probe.body)) }));
const { device, run } = await deviceWith('cuda-differential', all.map(({ program }) => program));

describe('CUDA C++ on the stand-in', () => {
  afterAll(() => device.close());
  it.each(all)('$name', async ({ program, expected, digits = 7 }) => {
    const values = await run(program, { x: f32([count], x), a: i32([count], a), b: i32([count], b) }, { count });
    x.forEach((v, at) => {
      const want = Math.fround(expected(v, a[at]!, b[at]!, at));
      const room = Math.max(1, Math.abs(want)) * 10 ** -digits * 5;
      expect(Math.abs(values[at]! - want) <= room, `element ${at}: ${values[at]} for ${want}\n${program.text}`).toBe(true);
    });
  });
});

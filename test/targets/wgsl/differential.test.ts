import { afterAll, describe, expect, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { f32, i32 } from '../../devices/programs.ts';
import { elementwise } from '../kernels.ts';
import { a, b, count, type Probe, probes, x } from '../probes.ts';
import { wgslOf } from './program.ts';

/** What real integers and JavaScript's arithmetic allow beyond what every target has. */
const more: Probe[] = [
  { name: 'integers beyond 2^24', body: 'const m = 16777217 + this.thread.x;\nconst big = m * 63;\nconst rest = (big - m * 62) % 1000;\nreturn rest + (m & 255) + Math.floor(big / 1048576) + (m === 16777218 ? 1 : 0);', expected: (_x, _a, _b, at) => { const m = 16777217 + at; return (m % 1000) + (m & 255) + Math.floor((m * 63) / 1048576) + (m === 16777218 ? 1 : 0); } },
  { name: 'products that wrap', body: 'return Math.imul(a[this.thread.x] + 65536, 1103515245) >>> 16;', expected: (_x, m) => Math.imul(m + 65536, 1103515245) >>> 16 },
  { name: 'shifts by any amount', body: 'const m = a[this.thread.x];\nconst s = b[this.thread.x];\nreturn ((m << (s - 34)) >> (s - 34)) + (m >> (s + 30)) + ((m >>> (s + 33)) & 1023) + ((m << 35) & 255) + ((-7 >>> s) & 255) + ((-7 >> (s - 40)) & 63);', expected: (_x, m, s) => ((m << (s - 34)) >> (s - 34)) + (m >> (s + 30)) + ((m >>> (s + 33)) & 1023) + ((m << 35) & 255) + ((-7 >>> s) & 255) + ((-7 >> (s - 40)) & 63) },
  { name: 'shift assignments', body: 'let m = a[this.thread.x];\nm <<= 33;\nm >>= b[this.thread.x] + 31;\nm >>>= 30;\nreturn m;', expected: (_x, m, n) => ((m << 1) >> ((n + 31) & 31)) >>> 30 },
  { name: 'division of all signs and roundings', body: 'const d = this.thread.x % 2 === 0 ? b[this.thread.x] : -b[this.thread.x];\nconst m = a[this.thread.x];\nreturn Math.floor(m / d) + 3 * Math.ceil(m / d) + 5 * Math.round(m / d) + 7 * Math.trunc(m / d) + 11 * (m % d);', expected: (_x, m, n, at) => { const d = at % 2 === 0 ? n : -n; return Math.floor(m / d) + 3 * Math.ceil(m / d) + 5 * Math.round(m / d) + 7 * Math.trunc(m / d) + 11 * (m % d); } },
  { name: 'rounding of halves and their neighbours', body: 'const h = a[this.thread.x] * 0.5;\nreturn Math.round(h) + 1000 * Math.round(h - 0.00000002) + Math.round(0.49999997) + Math.round(8388609.0 + h - h);', expected: (_x, m) => { const h = m * 0.5; return Math.round(h) + 1000 * Math.round(Math.fround(h - Math.fround(0.00000002))) + 8388609; } },
  { name: 'remainders of floats', body: 'const v = x[this.thread.x] * 8.0;\nreturn (v % 3.0) + 100.0 * (v % -0.7) + (v % 1000.0) + (v % Infinity) + ((v * 1e12) % 7.0) + ((v * 1e36) % 1e-30 < 1e-30 ? 1.0 : 0.0);', expected: (t) => { const v = Math.fround(t * 8); return (v % 3) + 100 * (v % Math.fround(-0.7)) + 2 * v + (Math.fround(v * Math.fround(1e12)) % 7) + 1; }, digits: 5 },
  { name: 'powers of any base', body: 'const v = x[this.thread.x];\nreturn Math.pow(v, 2.0) + Math.pow(v, 3.0) + Math.pow(-2.0, a[this.thread.x] & 7) + Math.pow(v, 0.0) + Math.pow(Math.abs(v) + 1.0, -1.5);', expected: (v, m) => v ** 2 + v ** 3 + (-2) ** (m & 7) + 1 + (Math.abs(v) + 1) ** -1.5, digits: 4 },
  { name: 'tanh far out', body: 'return Math.tanh(x[this.thread.x] * 100.0);', expected: (v) => Math.tanh(v * 100), digits: 5 },
  { name: 'infinities', body: 'let best = -Infinity;\nfor (let i = 0; i < 3; i++) best = Math.max(best, x[i]);\nconst worst = Math.min(Infinity, x[this.thread.x]);\nreturn best + worst + (1.0 / Infinity) + (x[0] < Infinity ? 1.0 : 0.0) + (1e38 * 100.0 > 1.0 ? 2.0 : 3.0);', expected: (v) => x[2]! + v + 3 },
  { name: 'operands that must not be evaluated', body: 'const m = a[this.thread.x];\nlet n = 0;\nif (m >= 0 && m < this.constants.count && a[m] > 5) n = 1;\nif (m < 0 || m >= this.constants.count || a[m] > 5) n += 10;\nconst v = m >= 0 && m < this.constants.count ? x[m] : -1.0;\nconst deep = m >= 0 && (m < this.constants.count ? a[m] > 3 : m > 998);\nreturn (v + n) + (deep ? 100 : 0) + (m > 0 ? Math.floor(100 / m) : m < 0 ? 7 % m : 5);', expected: (_x, m) => { const inside = m >= 0 && m < count; const n = (inside && a[m]! > 5 ? 1 : 0) + (!inside || a[m]! > 5 ? 10 : 0); const deep = m >= 0 && (m < count ? a[m]! > 3 : m > 998); return (inside ? x[m]! : -1) + n + (deep ? 100 : 0) + (m > 0 ? Math.floor(100 / m) : m < 0 ? 7 % m : 5); } },
  { name: 'choices in the test and the step of a loop', body: 'let sum = 0.0;\nlet i = 0;\nfor (i = 0; (i < this.constants.count ? a[i] : -1) >= 0; i += i < 4 ? Math.floor(4 / (i + 1)) : 1) {\n  if (i === 6) continue;\n  if (i > b[this.thread.x] + 3) break;\n  sum += x[i];\n}\nreturn sum + i;', expected: (_x, _m, n) => { let sum = 0; let i = 0; for (i = 0; (i < count ? a[i]! : -1) >= 0; i += i < 4 ? Math.floor(4 / (i + 1)) : 1) { if (i === 6) continue; if (i > n + 3) break; sum += x[i]!; } return sum + i; }, digits: 5 },
  { name: 'what WGSL refuses in constants, where nobody goes', body: 'if (a[this.thread.x] > 100000) {\n  return 2147483647 + 1 + (1 << 40) + (a[0] % 0) + Math.floor(a[0] / 0) + ((a[0] / 0) | 0) + x[0 - 1] + Math.sqrt(0.0 - 1.0) + 1.0 / 0.0 + Math.log(0.0) + Math.floor(1e20) + 1e30 * 1e30 + (0.0 / 0.0) + Math.abs(-2147483648) + x[0] / 0.0;\n}\nconst low = -2147483648;\nlet m = a[this.thread.x];\nm += 1000;\nm += low + 2147483647;\nreturn m;', expected: (_x, m) => m + 999 },
  { name: 'an unassigned local', body: 'let v;\nlet w;\nif (a[this.thread.x] > 3) {\n  v = 2;\n  w = true;\n} else {\n  v = 3;\n  w = false;\n}\nreturn w ? v : -v;', expected: (_x, m) => (m > 3 ? 2 : -3) },
  { name: 'code after a return', body: 'if (a[this.thread.x] > 3) {\n  return 1;\n  let unused = 3;\n  unused += 1;\n}\nreturn 2;\nreturn 3;', expected: (_x, m) => (m > 3 ? 1 : 2) },
  { name: 'comparisons side by side', body: 'const m = a[this.thread.x];\nconst n = b[this.thread.x];\nconst p = (m < n) === (n > 3);\nconst q = m < n >> 1 && n > m << 1 || m === 3 && (n & 3 | m ^ 1) > 2;\nconst r = p ? m < n : n > m;\nreturn (p ? 1 : 0) + (q ? 2 : 0) + (r ? 4 : 0) + (!p !== q ? 8 : 0) - (-m) - - n + ~(-m);', expected: (_x, m, n) => { const p = m < n === n > 3; const q = (m < n >> 1 && n > m << 1) || (m === 3 && ((n & 3) | (m ^ 1)) > 2); const r = p ? m < n : n > m; return (p ? 1 : 0) + (q ? 2 : 0) + (r ? 4 : 0) + (!p !== q ? 8 : 0) + m + n + ~-m; } },
];

const device = await openDevice('webgpu');
if (isUnavailable(device)) {
  describe(`wgsl (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  describe('wgsl', () => {
    afterAll(() => device.close());
    it.each([...probes, ...more])('$name', async ({ body, expected, digits = 7 }) => {
      const program = wgslOf(elementwise(body));
      const executable = await device.compile(program);
      if ('failed' in executable) throw new Error(`${executable.detail}\n${program.text}`);
      await executable.bind({ x: f32([count], x), a: i32([count], a), b: i32([count], b) }, { count });
      const { values } = await executable.run();
      await executable.dispose();
      x.forEach((v, at) => {
        const want = Math.fround(expected(v, a[at]!, b[at]!, at));
        const room = Math.max(1, Math.abs(want)) * 10 ** -digits * 5;
        expect(Math.abs(Number(values[at]) - want) <= room, `element ${at}: ${values[at]} for ${want}\n${program.text}`).toBe(true);
      });
    });
  });
}

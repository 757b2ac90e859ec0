import { showSize } from '../../../src/util/size-expression.ts';
import { describe, expect, it } from 'vitest';
import type { TypedKernel } from '../../../src/dialect/index.ts';
import { emitWgsl } from '../../../src/targets/wgsl/index.ts';
import { elementwise, typedKernel } from '../kernels.ts';
import { wgslOf } from './program.ts';

/** The statements of the entry point, after its opening. */
function bodyOf(typed: TypedKernel, sizes = {}): string {
  const lines = wgslOf(typed, sizes).text.split('\n');
  const from = lines.findIndex((line) => line.includes('>= launch.elements')) + 3;
  return lines.slice(from, lines.lastIndexOf('}')).map((line) => line.slice(2)).join('\n');
}
const body = (text: string) => bodyOf(elementwise(text));

const poolHead = '@param {f32[rows][dim]} table\n@param {i32[lookups]} indices\n@param {i32[bags + 1]} offsets\n@returns {f32[bags][dim]}\n@static dim';
const poolBody = `let sum = 0.0;
for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
  sum += table[indices[j]][this.thread.x % this.constants.dim];
}
return sum * this.constants.rows;`;

describe('emitWgsl', () => {
  it('keeps names, one statement a line, says where the text comes from, and how it is launched', () => {
    const result = emitWgsl(typedKernel(poolHead, poolBody, 'table, indices, offsets'), { dim: 64, rows: 10 }, { comment: 'Run 7, edits e1 e4.' });
    if (!result.ok) throw new Error(result.detail);
    expect(result.program.text).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for WebGPU; compiled for dim = 64.
      // Run 7, edits e1 e4.

      struct Launch {
        rows: i32,
        elements: i32,
      }
      @group(0) @binding(0) var<uniform> launch: Launch;
      @group(0) @binding(1) var<storage, read> table: array<f32>;
      @group(0) @binding(2) var<storage, read> indices: array<i32>;
      @group(0) @binding(3) var<storage, read> offsets: array<i32>;
      @group(0) @binding(4) var<storage, read_write> output: array<f32>;

      // One invocation an output element, x fastest, in rows of 65535 workgroups.
      @compute @workgroup_size(64)
      fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
        let element = i32((group.y * 65535u + group.x) * 64u + lane);
        if (element >= launch.elements) {
          return;
        }
        let thread_x = element % 64;
        let thread_y = element / 64;
        var sum: f32 = 0.0;
        for (var j: i32 = offsets[thread_y]; j < offsets[thread_y + 1]; j += 1) {
          sum += table[indices[j] * 64 + thread_x % 64];
        }
        output[element] = sum * f32(launch.rows);
      }
      "
    `);
    const { grid, ...plan } = result.program.launch!;
    expect(grid.map(showSize)).toEqual(['min(ceil(bags * dim / 64), 65535)', 'ceil(ceil(bags * dim / 64) / 65535)', '1']);
    expect({ ...plan, uniforms: plan.uniforms.map((each) => (each.kind === 'size' ? showSize(each.value) : each.parameter)) }).toEqual({
      entry: 'probe', block: [64, 1, 1], uniforms: ['rows', 'bags * dim'], sharedBytes: 0, dynamicSharedBytes: 0, addresses: 32,
    });
    expect(result.program).toMatchObject({ target: 'wgsl', sizes: { dim: 64 } });
  });

  it('declares what is used of scalars, sizes and bools, and computes the place in three dimensions', () => {
    const typed = typedKernel('@param {f32[depth][height + 1][width]} box\n@param {bool[height]} mask\n@param {bool} flip\n@param {i32} height2\n@param {f32} scale\n@returns {f32[depth][height][width]}',
      'if (flip && mask[this.thread.y]) return box[this.thread.z][this.thread.y + 1][this.thread.x] * scale;\nreturn this.output.z + height2;', 'box, mask, flip, height2, scale');
    expect(wgslOf(typed).text).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for WebGPU.

      struct Launch {
        flip: u32,
        height_plus_1: i32,
        width: i32,
        scale: f32,
        depth: i32,
        height2: i32,
        elements: i32,
        height: i32,
      }
      @group(0) @binding(0) var<uniform> launch: Launch;
      @group(0) @binding(1) var<storage, read> box: array<f32>;
      @group(0) @binding(2) var<storage, read> mask: array<u32>;
      @group(0) @binding(3) var<storage, read_write> output: array<f32>;

      // One invocation an output element, x fastest, in rows of 65535 workgroups.
      @compute @workgroup_size(64)
      fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
        let element = i32((group.y * 65535u + group.x) * 64u + lane);
        if (element >= launch.elements) {
          return;
        }
        let thread_x = element % launch.width;
        let thread_y = element / launch.width % launch.height;
        let thread_z = element / launch.width / launch.height;
        if (launch.flip != 0u && mask[thread_y] != 0u) {
          output[element] = box[(thread_z * launch.height_plus_1 + (thread_y + 1)) * launch.width + thread_x] * launch.scale;
          return;
        }
        output[element] = f32(launch.depth + launch.height2);
      }
      "
    `);
  });

  it('has no uniforms where all sizes are compiled in', () => {
    expect(wgslOf(typedKernel('@param {f32[n]} x\n@returns {f32[n]}\n@static n', 'return x[this.thread.x];', 'x'), { n: 12 }).text).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for WebGPU; compiled for n = 12.

      @group(0) @binding(1) var<storage, read> x: array<f32>;
      @group(0) @binding(2) var<storage, read_write> output: array<f32>;

      // One invocation an output element, x fastest, in rows of 65535 workgroups.
      @compute @workgroup_size(64)
      fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
        let element = i32((group.y * 65535u + group.x) * 64u + lane);
        if (element >= 12) {
          return;
        }
        let thread_x = element;
        output[element] = x[thread_x];
      }
      "
    `);
  });

  it('divides integers as JavaScript rounds, plainly where nothing is negative', () => {
    expect(body(`const i = this.thread.x;
const m = a[i];
const d = b[i];
return Math.floor(i / 3) + Math.floor(m / d) + ((m / 3) | 0) + Math.ceil(m / 3) + Math.round(m / d) + Math.trunc(m / 4) + m % d;`)).toMatchInlineSnapshot(`
  "let thread_x = element;
  let i: i32 = thread_x;
  let m: i32 = a[i];
  let d: i32 = b[i];
  output[element] = f32(i / 3 + floor_divide(m, d) + m / 3 + ceil_divide(m, 3) + round_divide(m, d) + m / 4 + m % d);"
`);
  });

  it('brings the helpers that it calls, once each', () => {
    const { text } = wgslOf(elementwise('return Math.round(x[0]) + Math.round(a[0] / b[0]) + Math.ceil(a[0] / b[0]) + Math.round(x[1]) + x[0] % x[1] + Math.pow(x[0], 3.0) + Infinity;'));
    expect(text.slice(text.indexOf('\n\n//', 20), text.indexOf('// One invocation'))).toMatchInlineSnapshot(`
      "

      // Halves go up, as in JavaScript.
      fn round_divide(a: i32, b: i32) -> i32 {
        let down = floor_divide(a, b);
        let rest = a - down * b;
        let up = (b > 0 && rest >= b - rest) || (b < 0 && rest <= b - rest);
        return down + select(0, 1, up);
      }

      // WGSL's own round goes to the even neighbour.
      fn round_half_up(x: f32) -> i32 {
        let down = floor(x);
        return i32(down) + select(0, 1, x - down >= 0.5);
      }

      // JavaScript's %, exact: multiples of b by powers of two are taken away, the largest first. WGSL's own divides and rounds.
      fn remainder(a: f32, b: f32) -> f32 {
        let step = abs(b);
        var rest = abs(a);
        if (rest < step) {
          return a;
        }
        if (step < 0x1p-126 || rest > 0x1.fffffep+127) {
          return not_a_number();
        }
        while (rest >= step) {
          let up = frexp(rest).exp - frexp(step).exp;
          var part = ldexp(ldexp(step, up / 2), up - up / 2);
          if (part > rest) {
            part *= 0.5;
          }
          rest -= part;
        }
        return select(rest, -rest, a < 0.0);
      }

      // WGSL's pow is for positive bases.
      fn power(x: f32, y: f32) -> f32 {
        if (y == 0.0) {
          return 1.0;
        }
        let size = pow(abs(x), y);
        if (x >= 0.0) {
          return size;
        }
        if (y != trunc(y)) {
          return not_a_number();
        }
        return select(size, -size, abs(y - 2.0 * trunc(y * 0.5)) == 1.0);
      }

      // WGSL refuses infinities that it can see: the bits stand in a variable.
      var<private> infinity_bits: u32 = 0x7f800000u;
      fn infinity() -> f32 {
        return bitcast<f32>(infinity_bits);
      }

      var<private> not_a_number_bits: u32 = 0x7fc00000u;
      fn not_a_number() -> f32 {
        return bitcast<f32>(not_a_number_bits);
      }

      "
    `);
  });

  it('makes integers of floats and floats of integers', () => {
    expect(body('const v = x[0];\nlet f = a[0] * 0.5;\nf += a[1];\nreturn Math.floor(v) + Math.ceil(v) + Math.trunc(v) + (v | 0) + Math.round(v) + Math.fround(a[0]) + f;')).toMatchInlineSnapshot(`
      "let v: f32 = x[0];
      var f: f32 = f32(a[0]) * 0.5;
      f += f32(a[1]);
      output[element] = f32(i32(floor(v)) + i32(ceil(v)) + i32(v) + i32(v) + round_half_up(v)) + f32(a[0]) + f;"
    `);
  });

  it('writes literals of both types, and shares with f32 what it can', () => {
    expect(body('let i = -2147483648;\ni += 2147483647;\nlet v = 0.1;\nv += 3;\nv += 1e30;\nv += 1e-7;\nv += 16777216.0;\nv += -0.0;\nv += Math.PI;\nreturn v * i + Infinity - -Infinity;')).toMatchInlineSnapshot(`
      "var i: i32 = i32(-2147483648);
      i += 2147483647;
      var v: f32 = 0.1;
      v += 3.0;
      v += 1e+30;
      v += 1e-7;
      v += 16777216.0;
      v += -0.0;
      v += 3.1415927;
      output[element] = v * f32(i) + infinity() - -infinity();"
    `);
  });

  it('works out what is known, since WGSL refuses overflow, division by zero and places below zero', () => {
    expect(body('const m = a[this.thread.x];\nlet i = 2147483647 + 1;\ni = 1 << 40;\ni = m % 0;\ni = (m / 0) | 0;\ni = Math.floor(m / 0);\ni = m << 40;\ni = Math.floor(1e20);\nconst v = x[0 - 1] + 1.0 / 0.0 + Math.sqrt(-1.0) + 1e30 * 1e30;\nconst w = 3 < 4 ? x[1] : x[2];\nreturn (true && m > 3) || false ? v + 2.0 * 3.0 : w / 0.0;')).toMatchInlineSnapshot(`
      "let thread_x = element;
      let m: i32 = a[thread_x];
      var i: i32 = i32(-2147483648);
      i = 256;
      i = 0;
      i = 0;
      i = 0;
      i = m << 8u;
      i = 2147483647;
      let v: f32 = x[0] + infinity() + not_a_number() + infinity();
      var w: f32;
      w = x[1];
      if (m > 3) {
        output[element] = v + 6.0;
        return;
      } else {
        output[element] = w / 0.0;
        return;
      }"
    `);
  });

  it('writes operators with the parentheses that WGSL wants', () => {
    expect(body('const m = a[0];\nconst n = b[0];\nlet p = m < n >> 1 && (n & 3 | m ^ 1) > 2 || m - (n - 1) * -2 === -(-m);\np = (m < n) === (n > m);\np = !(p && m > n);\nreturn (m & n & 7) + (m | ~n) * (m + n) - (m - n) + ((m + 1) << 2);')).toMatchInlineSnapshot(`
      "let m: i32 = a[0];
      let n: i32 = b[0];
      var p: bool = (m < (n >> 1u) && ((n & 3) | (m ^ 1)) > 2) || m - (n - 1) * -2 == -(-m);
      p = (m < n) == (n > m);
      p = !(p && m > n);
      output[element] = f32((m & n & 7) + (m | ~n) * (m + n) - (m - n) + ((m + 1) << 2u));"
    `);
  });

  it('shifts by five bits of any amount', () => {
    expect(body('const m = a[0];\nconst n = b[0];\nlet s = m << n;\ns = m >> 33;\ns = m >>> n;\ns = -7 >>> n;\ns <<= n;\ns >>= 35;\ns >>>= 1;\nreturn s;')).toMatchInlineSnapshot(`
      "let m: i32 = a[0];
      let n: i32 = b[0];
      var s: i32 = m << u32(n);
      s = m >> 1u;
      s = i32(u32(m) >> u32(n));
      s = i32(4294967289u >> u32(n));
      s <<= u32(n);
      s >>= 3u;
      s = i32(u32(s) >> 1u);
      output[element] = f32(s);"
    `);
  });

  it('writes Math', () => {
    expect(body('const m = a[0];\nconst v = x[0];\nconst i = Math.min(m, 7) + Math.max(m, b[0]) + Math.abs(m) + Math.sign(m) + Math.imul(m, b[0]);\nreturn Math.min(v, i) + Math.max(v, 2) + Math.abs(v) + Math.sign(v) + Math.sqrt(v) + Math.exp(v) + Math.log(v) + Math.log2(v) + Math.sin(v) + Math.cos(v) + Math.tan(v) + Math.tanh(v) + Math.pow(v, 2.0) + v % 3.0;')).toMatchInlineSnapshot(`
      "let m: i32 = a[0];
      let v: f32 = x[0];
      let i: i32 = min(m, 7) + max(m, b[0]) + abs(m) + sign(m) + m * b[0];
      output[element] = min(v, f32(i)) + max(v, 2.0) + abs(v) + sign(v) + sqrt(v) + exp(v) + log(v) + log2(v) + sin(v) + cos(v) + tan(v) + tanh(clamp(v, -10.0, 10.0)) + power(v, 2.0) + remainder(v, 3.0);"
    `);
  });

  it('selects between what is harmless, and asks before it loads or divides', () => {
    expect(body('const m = a[this.thread.x];\nconst i = m > 3 ? 1 : 0;\nconst same = m > 3 ? m === 1 : m < 7;\nlet v = m > 0 ? x[m] : -1.0;\nv += m < 5 ? x[i] : 2.0;\nv = m > 0 ? (m > 1 ? x[2] : x[3]) : Math.floor(i / m);\nreturn same ? v : x[m > 2 ? Math.floor(m / 2) : 0];')).toMatchInlineSnapshot(`
      "let thread_x = element;
      let m: i32 = a[thread_x];
      let i: i32 = select(0, 1, m > 3);
      let same: bool = select((m < 7), (m == 1), m > 3);
      var v: f32;
      if (m > 0) {
        v = x[m];
      } else {
        v = -1.0;
      }
      var choice: f32;
      if (m < 5) {
        choice = x[i];
      } else {
        choice = 2.0;
      }
      v += choice;
      if (m > 0) {
        if (m > 1) {
          v = x[2];
        } else {
          v = x[3];
        }
      } else {
        v = f32(i / m);
      }
      if (same) {
        output[element] = v;
        return;
      } else {
        var choice_: i32;
        if (m > 2) {
          choice_ = m / 2;
        } else {
          choice_ = 0;
        }
        output[element] = x[choice_];
        return;
      }"
    `);
  });

  it('evaluates the right side of && and || only where it counts', () => {
    expect(body('const m = a[0];\nif (m > 0 && x[m] > 1.0) return 1;\nif (m > 0 || (m > -3 ? a[m + 3] : b[0]) > 1) return 2;\nconst p = m < 7 && (m > 2 ? a[m] : 0) > 3;\nreturn p ? 3 : 4;')).toMatchInlineSnapshot(`
      "let m: i32 = a[0];
      if (m > 0 && x[m] > 1.0) {
        output[element] = 1.0;
        return;
      }
      var holds: bool = m > 0;
      if (!holds) {
        var choice: i32;
        if (m > -3) {
          choice = a[m + 3];
        } else {
          choice = b[0];
        }
        holds = choice > 1;
      }
      if (holds) {
        output[element] = 2.0;
        return;
      }
      var holds_: bool = m < 7;
      if (holds_) {
        var choice_: i32;
        if (m > 2) {
          choice_ = a[m];
        } else {
          choice_ = 0;
        }
        holds_ = choice_ > 3;
      }
      let p: bool = holds_;
      output[element] = select(4.0, 3.0, p);"
    `);
  });

  it('writes loops of all kinds', () => {
    expect(body(`let sum = 0.0;
for (let j = 0; j < 3; j++) sum += x[j];
let i = 0;
for (i = 5; i > 0; i -= 2) {
  if (a[i] < 0) continue;
  sum += x[i];
}
for (; i < 3; ) i += 1;
while (i < 9) {
  i += 2;
  if (i === 7) break;
}
for (let k = a[0] > 0 ? b[a[0]] : 0; (k < 4 ? a[k] : 0) > 0; k += a[k] > 1 ? b[k] : 1) {
  if (k === 2) continue;
  sum += k;
}
return sum;`)).toMatchInlineSnapshot(`
  "var sum: f32 = 0.0;
  for (var j: i32 = 0; j < 3; j += 1) {
    sum += x[j];
  }
  var i: i32 = 0;
  for (i = 5; i > 0; i -= 2) {
    if (a[i] < 0) {
      continue;
    }
    sum += x[i];
  }
  while (i < 3) {
    i += 1;
  }
  while (i < 9) {
    i += 2;
    if (i == 7) {
      break;
    }
  }
  var k: i32;
  if (a[0] > 0) {
    k = b[a[0]];
  } else {
    k = 0;
  }
  loop {
    var choice: i32;
    if (k < 4) {
      choice = a[k];
    } else {
      choice = 0;
    }
    if (!(choice > 0)) {
      break;
    }
    if (k == 2) {
      continue;
    }
    sum += f32(k);
    continuing {
      var choice_: i32;
      if (a[k] > 1) {
        choice_ = b[k];
      } else {
        choice_ = 1;
      }
      k += choice_;
    }
  }
  output[element] = sum;"
`);
  });

  it('writes branches, early returns and assignments of all kinds', () => {
    expect(body(`let v;
let i = a[0];
let seen = false;
if (i < 0) {
  return -1;
} else if (i > 3) {
  v = 2;
  seen = true;
} else if ((i > 1 ? a[i] : 0) === 1) {
  v = x[0];
} else {
  v = 0.5;
}
i -= 3;
i *= 2;
i %= 7;
i &= 6;
i |= 1;
i ^= 5;
v /= 2;
v %= 3;
return seen ? v : i;`)).toMatchInlineSnapshot(`
  "var v: f32;
  var i: i32 = a[0];
  var seen: bool = false;
  if (i < 0) {
    output[element] = -1.0;
    return;
  } else if (i > 3) {
    v = 2.0;
    seen = true;
  } else {
    var choice: i32;
    if (i > 1) {
      choice = a[i];
    } else {
      choice = 0;
    }
    if (choice == 1) {
      v = x[0];
    } else {
      v = 0.5;
    }
  }
  i -= 3;
  i *= 2;
  i = i % 7;
  i &= 6;
  i |= 1;
  i ^= 5;
  v /= 2.0;
  v = remainder(v, 3.0);
  output[element] = select(f32(i), v, seen);"
`);
  });

  it('renames what means something in WGSL, and gives way with its own names', () => {
    const typed = typedKernel('@param {f32[array]} storage\n@param {i32} n\n@param {i32[n]} output\n@returns {f32[array]}',
      'let var_ = 1;\nlet fn = storage[0];\nlet select = output[n] + this.constants.n;\nlet element = 2;\nlet choice = 3;\nlet _ = 4;\nlet launch = 5;\nlet floor_divide = 6;\nconst override = select > 1 ? storage[1] : Math.floor(-element / n);\nreturn fn + var_ + select + element + choice + _ + launch + floor_divide + override;', 'storage, n, output');
    expect(wgslOf(typed).text).toMatchInlineSnapshot(`
      "// Emitted from the kernel probe for WebGPU.

      struct Launch {
        n: i32,
        n_: i32,
        elements: i32,
      }
      @group(0) @binding(0) var<uniform> launch_: Launch;
      @group(0) @binding(1) var<storage, read> storage_: array<f32>;
      @group(0) @binding(2) var<storage, read> output: array<i32>;
      @group(0) @binding(3) var<storage, read_write> output_: array<f32>;

      fn floor_divide(a: i32, b: i32) -> i32 {
        let apart = a % b != 0 && (a < 0) != (b < 0);
        return a / b - select(0, 1, apart);
      }

      // One invocation an output element, x fastest, in rows of 65535 workgroups.
      @compute @workgroup_size(64)
      fn probe(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
        let element_ = i32((group.y * 65535u + group.x) * 64u + lane);
        if (element_ >= launch_.elements) {
          return;
        }
        let var_: i32 = 1;
        let fn_: f32 = storage_[0];
        let select_: i32 = output[launch_.n] + launch_.n_;
        let element: i32 = 2;
        let choice: i32 = 3;
        let underscore: i32 = 4;
        let launch: i32 = 5;
        let floor_divide_: i32 = 6;
        var override_: f32;
        if (select_ > 1) {
          override_ = storage_[1];
        } else {
          override_ = f32(floor_divide(-element, launch_.n));
        }
        output_[element_] = fn_ + f32(var_) + f32(select_) + f32(element) + f32(choice) + f32(underscore) + f32(launch) + f32(floor_divide_) + override_;
      }
      "
    `);
  });

  it('insists on the static sizes', () => {
    expect(() => emitWgsl(typedKernel(poolHead, poolBody, 'table, indices, offsets'), {})).toThrow('the static size dim of probe has no value');
  });
});

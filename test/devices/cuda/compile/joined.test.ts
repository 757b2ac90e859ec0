import { describe, expect, it } from 'vitest';
import { compileTogether, type Made } from '../../../../src/devices/cuda/compile/batch.ts';
import { joinable, joined } from '../../../../src/devices/cuda/compile/joined.ts';
import { perElement } from '../programs.ts';

describe('texts in one', () => {
  it('keep their names apart', () => {
    expect(joined([perElement('copy', '  output[at] = values[at];', {}, '#include <mma.h>\n'), perElement('copy', '  output[at] = 0.0f;', {}, '#include <mma.h>\n')]).text).toMatchInlineSnapshot(`
      "#include <mma.h>
      #define copy copy__0
      namespace candidate_0 {
      #line 1 "candidate-0.cu"

      extern "C" __global__ void copy(const float* __restrict__ values, float* __restrict__ output, int count) {
        const int at = blockIdx.x * blockDim.x + threadIdx.x;
        output[at] = values[at];
      }

      }
      #undef copy
      #define copy copy__1
      namespace candidate_1 {
      #line 1 "candidate-1.cu"

      extern "C" __global__ void copy(const float* __restrict__ values, float* __restrict__ output, int count) {
        const int at = blockIdx.x * blockDim.x + threadIdx.x;
        output[at] = 0.0f;
      }

      }
      #undef copy
      "
    `);
  });

  it.each([
    ['int x = 0; // { not a bracket\n', true], ['const char* s = "}";', true], ['char c = \'{\';', true], ['#pragma unroll\nfor (;;) {}', true], ['a[b(c{})]', true],
    ['void f() {', false], ['void f() }', false], ['f(]', false], ['/* no end', false], ['"no end', false], ['#define x y\n', false], ['#if 0\n', false],
  ])('%j may stand beside others: %s', (text, may) => {
    expect(joinable(text)).toBe(may);
  });
});

describe('compileTogether', () => {
  /** Fails texts that hold one of these words, and tells nobody why. */
  const silent = (asked: number[], ...words: string[]) => async (text: string): Promise<Made> => {
    const entries = [...text.matchAll(/#define \w+ (\w+)/g)].map((match) => match[1]!);
    asked.push(Math.max(1, entries.length));
    if (words.some((word) => text.includes(word))) return { failed: 'something is wrong' };
    return { image: new Uint8Array(1), log: (entries.length === 0 ? ['k'] : entries).map((entry) => `Compiling entry function '${entry}' for 'sm_90'\nUsed 8 registers`).join('\n') };
  };
  const programs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => perElement('k', `  output[at] = ${name}_value;`));

  it('finds by halving which of them fails, where the log names none', async () => {
    const asked: number[] = [];
    const results = await compileTogether(programs, silent(asked, 'f_value'));
    expect(results.map((result) => 'failed' in result)).toEqual([false, false, false, false, false, true, false, false]);
    expect(results[5]).toEqual({ failed: 'compile-error', detail: 'something is wrong' });
    expect(asked).toEqual([8, 4, 4, 2, 1, 1, 2]);
  });

  it('asks each alone where they take too long together, and waits twice for the one that hangs', async () => {
    const asked: number[] = [];
    const answered = silent(asked);
    const results = await compileTogether(programs, async (text) => (text.includes('f_value') ? (asked.push(-(text.match(/#define/g)?.length ?? 1)), { lateMs: 9000 }) : answered(text)));
    expect(results[5]).toEqual({ failed: 'timeout', stage: 'compile', limitMs: 9000, detail: 'the compiler took longer than 9 s' });
    expect(results.filter((result) => 'failed' in result)).toHaveLength(1);
    expect(asked).toEqual([-8, 1, 1, 1, 1, 1, -1, 1, 1]);
  });

  it('gives every program a result when all fail', async () => {
    const results = await compileTogether(programs, silent([], '_value'));
    expect(results).toEqual(programs.map(() => ({ failed: 'compile-error', detail: 'something is wrong' })));
  });

  it('says of a text without its kernel that it has none', async () => {
    const [result] = await compileTogether([programs[0]!], async () => ({ image: new Uint8Array(1), log: '' }));
    expect(result).toEqual({ failed: 'compile-error', detail: 'the text has no kernel k' });
  });
});

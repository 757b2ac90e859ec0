import { describe, expect, it } from 'vitest';
import { canonicalHash, check, deepFreeze, parseKernel, printBlock } from '../../../src/dialect/index.ts';
import { loadKernel } from '../../../src/pipeline/1-parse.ts';
import { mistakenBodies, mistakes } from '../../../src/pipeline/corpus/mistakes.ts';
import { gridKernels } from '../../dialect/grid-kernels.ts';
import { shippedCorpus, writtenKernels } from '../../../src/pipeline/corpus/written.ts';

const bases = [...writtenKernels(shippedCorpus).map(({ source }) => source.kernel), parseKernel(gridKernels.features, 'features.js').kernel];
const linesOf = (mistake: string, text: string) => mistakenBodies(parseKernel(text, 'test.js').kernel.body).filter((each) => each.mistake === mistake).map(({ body }) => printBlock(body).replace(/\s+/g, ' '));

describe('mistakes', () => {
  it('each find a place in one of the kernels', () => {
    const found = new Set(bases.flatMap(({ body }) => mistakenBodies(body).map(({ mistake }) => mistake)));
    expect(mistakes.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([]);
    expect(new Set(mistakes.map(({ name }) => name)).size).toBe(mistakes.length);
  });

  it('leave the kernel alone and make others, most of which obey the rules of the language', () => {
    for (const kernel of bases) {
      const frozen = deepFreeze(kernel.body);
      const bodies = mistakenBodies(frozen);
      expect(bodies.every(({ body }) => body !== frozen)).toBe(true);
      const valid = bodies.filter(({ body }) => check({ signature: kernel.signature, body }, 'any').ok);
      expect(valid.length / bodies.length).toBeGreaterThan(0.7);
    }
  });

  it('are the same every time', () => {
    const { kernel } = loadKernel('pool-sum');
    const hashes = () => mistakenBodies(kernel.body).map(({ body }) => canonicalHash({ signature: kernel.signature, body }));
    expect(hashes()).toEqual(hashes());
  });

  const grid = (body: string) => `/**\n * @param {f32[n]} a\n * @param {out f32[n]} b\n * @launch block [64] grid [ceil(n / 64)]\n */\nexport default function f(a, b) {\n${body}\n}\n`;
  const copy = 'const t = shared(f32, 64); t[this.local.x] = 1.0; barrier(); const at = 64 * this.block.x + this.local.x; if (at < this.constants.n) { b[at] = t[63 - this.local.x] + a[at]; }';
  it('forget what blocks need', () => {
    expect(linesOf('a barrier is forgotten', grid(copy))).toEqual([expect.not.stringContaining('barrier') as string]);
    expect(linesOf('a barrier for the warp only', grid(copy))).toEqual([expect.stringContaining('warpBarrier()') as string]);
    expect(linesOf('a guard is forgotten', grid(copy))).toEqual([expect.not.stringContaining('if (') as string]);
    expect(mistakenBodies(parseKernel(grid(copy), 'test.js').kernel.body).filter(({ mistake }) => mistake === 'the grid is rounded down').map(({ body }) => body.launch?.grid))
      .toEqual([[{ kind: 'function', name: 'floor', arguments: [expect.anything() as object] }]]);
  });

  it('never put a list of statements into the head of a loop', () => {
    const forgotten = linesOf('an assignment is forgotten', grid('let j = 0; for (j = 1; j < 3; j += 1) { j = 5; } if (this.local.x < this.constants.n) { b[this.local.x] = 1.0 * j; }'));
    expect(forgotten).toHaveLength(1);
    expect(forgotten[0]).not.toContain('j = 5');
  });
});

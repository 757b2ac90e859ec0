import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isUnavailable, openDevice } from '../../../src/devices/index.ts';
import { check, nodesOf, parseKernel, type TypedKernel } from '../../../src/dialect/index.ts';
import type { Arguments, Device, Sizes } from '../../../src/model/index.ts';
import { reference, sanitize } from '../../../src/sanitize/index.ts';
import { arbitraryInputs, arbitraryKernel } from '../../dialect/arbitrary-kernel.ts';
import { wgslOf } from './program.ts';

/**
 * Random kernels compute on the GPU what they compute in the interpreter. Every one must compile, also those that have
 * no meaning on their inputs; those that have one must come out the same to the last bit, where WGSL promises that.
 */
function typedOf(text: string): TypedKernel {
  const checked = check(parseKernel(text, 'random.js').kernel, []);
  if (!checked.ok) throw new Error(checked.detail);
  return checked.typed;
}

/** How far WGSL lets an operation be off: not at all, by some last places, or so far that nothing can be said of large values. */
function exactness({ kernel, types }: TypedKernel): 'exact' | 'close' | 'loose' {
  const nodes = nodesOf(kernel.body);
  if (nodes.some((node) => node.type === 'MathCall' && ['sin', 'cos', 'tan'].includes(node.name))) return 'loose';
  const rounds = nodes.some((node) =>
    (node.type === 'MathCall' && ['sqrt', 'exp', 'log', 'log2', 'tanh', 'pow'].includes(node.name))
    || (node.type === 'BinaryExpression' && ['/', '%'].includes(node.operator) && types.get(node.id) === 'f32')
    || (node.type === 'Assignment' && ['/=', '%='].includes(node.operator))
    || (node.type === 'BinaryExpression' && node.operator === '*' && types.get(node.id) === 'f32') // may be fused with a sum
    || (node.type === 'Assignment' && node.operator === '*='));
  return rounds ? 'close' : 'exact';
}

const device = await openDevice('webgpu');
if (isUnavailable(device)) {
  describe(`wgsl (${device.reason}; ${device.remedy})`, () => { it.skip('needs a Vulkan driver', () => {}); });
} else {
  describe('random kernels as WGSL', () => {
    afterAll(() => device.close());

    it('compute what the interpreter computes', async () => {
      const seen = { exact: 0, close: 0, loose: 0, faulty: 0 };
      await fc.assert(fc.asyncProperty(arbitraryKernel(), arbitraryInputs(), async ({ text }, { sizes, arguments: inputs }) => {
        const typed = typedOf(text);
        const drawn = { sizes, arguments: withoutTiny(inputs) };
        const values = await launch(device, typed, drawn);
        const wanted = sanitize(typed, [{ name: 'drawn', ...drawn }]);
        const how = exactness(typed);
        seen[wanted.ok ? how : 'faulty']++;
        if (!wanted.ok || how === 'loose') return;
        const exact = reference(typed)(drawn.arguments, drawn.sizes);
        const report = (at: number) => `element ${at} is ${values[at]}, not ${wanted.outputs[0]![at]}\n${text}\n${wgslOf(typed, drawn.sizes).text}`;
        wanted.outputs[0]!.forEach((want, at) => {
          const got = values[at]!;
          if (how === 'exact') return expect(got === want || (Number.isNaN(got) && Number.isNaN(want)), report(at)).toBe(true);
          // where rounding alone moves the value, nothing can be said; where it does not, the GPU must agree
          const stable = !('kind' in exact) && Number.isFinite(want) && isClose(want, exact[at]!, 1e-6);
          if (stable) expect(isClose(got, want, 1e-3), report(at)).toBe(true);
        });
      }), { numRuns: 100, seed: 7 });
      for (const kind of ['exact', 'close', 'faulty'] as const) expect(seen[kind], kind).toBeGreaterThan(9);
    });
  });
}

function isClose(got: number, want: number, share: number): boolean {
  return Math.abs(got - want) <= share * Math.max(1, Math.abs(want));
}

/** A GPU may take numbers below 2^-126 for 0, and so may not be asked about differences that small. */
function withoutTiny(inputs: Arguments): Arguments {
  return Object.fromEntries(Object.entries(inputs).map(([name, data]) =>
    [name, data.values instanceof Float32Array ? { ...data, values: data.values.map((value) => (Math.abs(value) < 1e-30 ? 0 : value)) } : data]));
}

async function launch(on: Device, typed: TypedKernel, drawn: { readonly sizes: Sizes; readonly arguments: Arguments }): Promise<Float32Array> {
  const program = wgslOf(typed, drawn.sizes);
  const executable = await on.compile(program);
  if ('failed' in executable) throw new Error(`${executable.detail}\n${program.text}`);
  await executable.bind(drawn.arguments, drawn.sizes);
  const { values } = await executable.run();
  await executable.dispose();
  return values as Float32Array;
}

import { expect, test } from 'vitest';
import { choiceLines, dispatcherFiles, type Choice } from '../../src/exports/dispatcher.ts';
import { parseKernel } from '../../src/dialect/index.ts';

const { kernel: { signature } } = parseKernel(`/**
 * Sums bags.
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function poolSum(table, indices, offsets) { return table[0][0]; }
`, 'pool.js');
const bags = { kind: 'symbol', name: 'bags' } as const;
const choice: Choice = {
  feature: { kind: 'operation', operator: '/', left: { kind: 'symbol', name: 'lookups' }, right: bags }, at: 12.5,
  below: { kernel: 'plain' }, above: { feature: bags, at: 100, below: { kernel: 'r-1' }, above: { kernel: 'plain' } },
};

test('a module that picks a kernel by the sizes of a call', () => {
  const files = dispatcherFiles({ signature, fixed: { dim: 4 }, choice, plain: 'plain', header: ['Picks.'] });
  expect(Object.keys(files)).toEqual(['index.js', 'index.d.ts']);
  expect(files['index.js']).toMatchInlineSnapshot(`
    "/**
     * Picks.
     */

    import { createPoolSum as create0 } from './plain/index.js';
    import { createPoolSum as create1 } from './r-1/index.js';

    const creators = { "plain": create0, "r-1": create1 };
    const parameters = ["table","indices","offsets"];

    /** Name of the kernel for these run-time sizes. */
    export function pick(size) {
      if (![(size.lookups / size.bags), size.bags].every(Number.isFinite)) return "plain";
      if ((size.lookups / size.bags) <= 12.5) {
        return "plain";
      }
      if (size.bags <= 100) {
        return "r-1";
      }
      return "plain";
    }

    /** Run-time sizes from the lengths of the arguments; what is wrong with these the kernel itself tells. */
    function sizesOf(values) {
      const length = Object.fromEntries(parameters.map((name, at) => [name, lengthOf(values[at])]));
      const size = { ...values[parameters.length] };
      size.rows ??= length.table / 4;
      size.lookups ??= length.indices;
      size.bags ??= length.offsets - 1;
      return size;
    }

    function lengthOf(value) {
      return value?.type === 'WebGPUBuffer' ? value.output.reduce((product, each) => product * each, 1) : (value?.length ?? NaN);
    }

    /** Makes the function that picks a kernel and runs it; see index.d.ts. */
    export function createPoolSum(gpujs, options) {
      const made = { "plain": creators["plain"](gpujs, options) };
      let turn = Promise.resolve();
      let destroyed = false;
      const launch = (values) => {
        const kernel = destroyed ? "plain" : pick(sizesOf(values));
        made[kernel] ??= creators[kernel](gpujs, options);
        return made[kernel](...values);
      };
      const run = (...values) => {
        const result = turn.then(() => launch(values));
        turn = result.catch(() => {});
        return result;
      };
      run.mode = made["plain"].mode;
      run.destroy = () => (turn = turn.then(async () => {
        destroyed = true;
        for (const kernel of Object.values(made)) await kernel.destroy();
      }));
      return run;
    }
    "
  `);
  expect(files['index.d.ts']).toContain('export type KernelName = "plain" | "r-1";');
});

test('the choice in words', () => {
  expect(choiceLines(choice)).toEqual(['where lookups / bags ≤ 12.5:', '  plain', 'where lookups / bags > 12.5:', '  where bags ≤ 100:', '    r-1', '  where bags > 100:', '    plain']);
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, parseKernel, type TypedKernel } from '../../src/dialect/index.ts';
import { shippedKernels } from '../../src/pipeline/1-parse.ts';
import { checkFile } from '../../src/pipeline/check-file.ts';
import { referenceOf } from '../../src/pipeline/parts.ts';
import { verifyFile } from '../../src/pipeline/verify-file.ts';
import { sanitize } from '../../src/sanitize/index.ts';
import { casesFor, compareOutputs, oracleOf } from '../../src/verify/index.ts';
import { importWorkload } from '../../src/workloads/index.ts';
import { evolve } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';

const folder = folderFor('own');
/** A computation without a name: the root of the summed squares of a bag, and the loop reads the same offset each turn. */
const own = folder.write('length.js', `/**
 * Length of each bag's sum of squares.
 * @param {f32[rows][dim]} table
 * @param {i32[lookups]} indices
 * @param {i32[bags + 1]} offsets
 * @returns {f32[bags][dim]}
 * @static dim
 */
export default function bagLength(table, indices, offsets) {
  let sum = 0.0;
  for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
    const value = table[indices[j]][this.thread.x];
    sum += value * value;
  }
  return Math.sqrt(sum);
}
`);
const kernel = (name: string, head: string, body: string) => folder.write(`${name}.js`, `/**\n${head.split('; ').map((tag) => ` * @${tag}\n`).join('')} */\nexport default function ${name}(${body}\n`);
const small = folder.write('small.json', JSON.stringify(smallPooling));
const list = folder.write('log.txt', Array.from({ length: 300 }, (_, line) => `${(line * line) % 23}\n`).join(''));
const traced = await importWorkload({ file: list, directory: folder.path('traces'), name: 'my-log', dim: 4, bags: 20, bagLengths: { distribution: 'fixed', length: 9 } });

describe('a kernel that names no operation', () => {
  it('passes check and verify, its own text being the oracle', async () => {
    expect(checkFile(own, 1).verified).toBe(true);
    for (const device of ['model', 'gpujs:webasm']) {
      const report = await verifyFile(own, { device, seed: 1 });
      expect(report).toMatchObject({ verified: true, operation: null, kernel: 'bagLength' });
      expect(report.gates.map(({ gate }) => gate)).toEqual(['types', 'sanitizer', 'hostile inputs in the interpreter', `hostile inputs on ${device}`, `held-out inputs on ${device}`]);
    }
  });

  it('is evolved on a log of the user\'s', async () => {
    const result = await evolve(folder.path('own.db'), { kernel: own, workload: traced.specPath, evaluations: 80, seed: 2 });
    expect(result).toMatchObject({ kernel: 'bagLength', operation: null, workload: 'my-log', evaluations: 80, verdict: 'FAST' });
    expect(result.speedup.estimate).toBeGreaterThan(1);
    expect(result.outcomes.wrong).toBeGreaterThan(0);
  });

  it('is evolved on a device in a child, too', async () => {
    const result = await evolve(folder.path('child.db'), { kernel: own, workload: traced.specPath, evaluations: 4, device: 'gpujs:cpu', workers: 1 });
    expect(result).toMatchObject({ status: 'finished', evaluations: 4, workload: 'my-log' });
    expect(result.baseline).toEqual({ medianNs: expect.any(Number) as number });
  });
});

describe('a kernel all of whose sums may nearly annul', () => {
  /** Eight numbers a row, added by exchanges between lanes. */
  const text = (last: number) => `/**
 * @param {f32[n][8]} x
 * @param {out f32[n]} sums
 * @launch block [32] grid [ceil(n / 4)]
 */
export default function eights(x, sums) {
  const row = 4 * this.block.x + Math.floor(this.local.x / 8);
  const inside = row < this.constants.n;
  let sum = inside ? x[row][this.local.x % 8] : 0.0;
  sum += shuffleXor(sum, 4);
  sum += shuffleXor(sum, 2);
  sum += ${last} * shuffleXor(sum, 1);
  if (inside && this.local.x % 8 === 0) sums[row] = sum;
}
`;
  const typed = (kernel: string) => {
    const checked = check(parseKernel(kernel, 'eights').kernel, 'any');
    if (!checked.ok) throw new Error(checked.detail);
    return checked.typed;
  };
  const right = typed(text(1));
  const { signature } = right.kernel;
  const oracle = oracleOf(signature, referenceOf(text(1)));
  const cases = Array.from({ length: 5 }, (_, generation) => casesFor(signature, { fixed: {}, seed: 1, generation })).flat().filter(({ sizes }) => sizes['n']! > 0);
  const verdicts = (kernel: TypedKernel) => {
    const result = sanitize(kernel, cases);
    if (!result.ok) throw new Error(result.detail);
    return cases.map((each, at) => {
      const answer = oracle(each);
      return compareOutputs(answer, { scalar: 'f32', shape: answer.shape, values: result.outputs[at]! }).ok;
    });
  };

  it('is not called wrong for what rounding makes of them', () => {
    expect(verdicts(right).filter((ok) => !ok)).toEqual([]);
  });

  it('is called wrong for half a percent of one term', () => {
    expect(verdicts(typed(text(0.995))).filter((ok) => ok)).toEqual([]);
  });
});

it.each([
  ['flags', 'param {f32[items][width]} x; param {bool[items]} keep; param {u8} base; returns {f32[items][width]}', 'x, keep, base) { return keep[this.thread.y] ? x[this.thread.y][this.thread.x] : base; }'],
  ['grams', 'param {f32[n][dim]} left; param {f32[n][dim]} right; returns {f32[n][dim][dim]}; static dim', 'left, right) { return left[this.thread.z][this.thread.y] * right[this.thread.z][this.thread.x]; }'],
  ['lengths', 'param {f32[rows]} weight; param {i64[clicks]} history; param {i32[people + 1]} starts; returns {f32[people]}', 'weight, history, starts) { let sum = 0.0; for (let j = starts[this.thread.x]; j < starts[this.thread.x + 1]; j++) sum += weight[history[j]]; return sum; }'],
])('the workload that %s is told to begin with fits it', async (name, head, body) => {
  const file = kernel(name, head, body);
  const told = await evolve(folder.path('told.db'), { kernel: file, evaluations: 1, seed: 1 }).catch((thrown: Error) => thrown.message) as string;
  const workload = folder.write(`${name}.json`, told.slice(told.indexOf('{')));
  expect(await evolve(folder.path('told.db'), { kernel: file, workload, device: 'model:h200-like', evaluations: 2, seed: 1 })).toMatchObject({ status: 'finished', workload: name });
});

it('a kernel that calls its sizes otherwise than its operation runs on the operation\'s workloads', async () => {
  const renamed = folder.write('renamed.js', readFileSync(`${shippedKernels}pool-sum.js`, 'utf8').replace('[rows][dim]', '[vocabulary][width]').replace('bags + 1', 'texts + 1').replace('[bags][dim]', '[texts][width]').replace('static dim', 'static width'));
  expect(await verifyFile(renamed, { device: 'model', seed: 1 })).toMatchObject({ verified: true });
  expect(await evolve(folder.path('renamed.db'), { kernel: renamed, workload: small, evaluations: 20 })).toMatchObject({ evaluations: 20, workload: 'small-pooling' });
});

it('so does one that looks up without bags, as many rows as the bags come to', async () => {
  const renamed = folder.write('asked.js', readFileSync(`${shippedKernels}gather.js`, 'utf8').replaceAll('[lookups]', '[asked]').replaceAll('[rows]', '[vocabulary]'));
  expect(await evolve(folder.path('asked.db'), { kernel: renamed, workload: small, evaluations: 2 })).toMatchObject({ evaluations: 2, workload: 'small-pooling' });
});

describe('a kernel that cannot be run is refused in one line', () => {
  const refusal = async (file: string, workload?: string): Promise<string> => {
    const thrown = await evolve(folder.path('refused.db'), { kernel: file, evaluations: 5, ...(workload !== undefined && { workload }) }).then(() => undefined, (error: Error) => error);
    expect(thrown).toMatchObject({ name: 'UserError' });
    expect(thrown!.message).not.toContain('\n');
    return thrown!.message;
  };

  it('with the place of what its device has not', async () => {
    const vectors = kernel('vectors', 'param {f32[n][4]} x; returns {f32[n]}', 'x) { return load4(x, this.thread.x, 0)[1]; }');
    const thrown = await evolve(folder.path('refused.db'), { kernel: vectors, workload: folder.write('n.json', JSON.stringify({ name: 'n', operations: [], sizes: { n: 4 }, dtype: 'f32', seed: 1 })), device: 'gpujs:cpu', evaluations: 1 }).catch((error: Error) => error.message);
    expect(thrown).toMatch(/vectors\.js:5:\d+ does not fit gpujs:cpu: load4 needs vector, which this device does not have; it has f32 and i32 only$/);
  });

  it('where no workload is named', async () => {
    expect(await refusal(own)).toMatch(/^kernel bagLength names no @operation, so it has no default workload; name with --workload a file of yours that holds its sizes, such as \{"name":"bagLength",/);
  });

  it('where the workload does not give what it needs', async () => {
    const sized = kernel('sized', 'param {f32[depth][dim]} values; returns {f32[dim]}', 'values) { return values[0][this.thread.x]; }');
    expect(await refusal(sized, small)).toMatch(/^workload small-pooling does not fit kernel sized: it gives no size depth/);
    const unlisted = folder.write('unlisted.json', JSON.stringify({ ...smallPooling, operations: ['interact-fm'], sizes: { ...smallPooling.sizes, batch: 1, fields: 2 }, indices: undefined }));
    expect(await refusal(own, unlisted)).toMatch(/it gives no indices, which indices needs/);
  });

  it('where it fails itself', async () => {
    const beyond = kernel('beyond', 'param {f32[rows][dim]} table; returns {f32[rows][dim]}', 'table) { return table[this.thread.y + 1][this.thread.x]; }');
    expect(await refusal(beyond, small)).toMatch(/^kernel beyond is not verified on hostile inputs, .*beyond\.js:5:\d+: out-of-bounds in case/);
    const report = await verifyFile(beyond, { device: 'model', seed: 1 });
    expect(report.gates.at(-1)).toMatchObject({ gate: 'sanitizer', ok: false });
  });

  it('where it fails only on large inputs, in this process and in a child', async () => {
    const far = kernel('far', 'param {f32[rows][dim]} table; returns {f32[rows][dim]}', 'table) { return table[this.thread.y + Math.max(0, this.thread.y - 2990)][this.thread.x]; }');
    const long = folder.write('long.json', JSON.stringify({ ...smallPooling, sizes: { rows: 3000, dim: 4, bags: 2 } }));
    for (const workers of [0, 1]) {
      const thrown = await evolve(folder.path('far.db'), { kernel: far, workload: long, evaluations: 5, workers }).then(() => undefined, (error: Error) => error);
      expect(thrown).toMatchObject({ name: 'UserError', message: expect.stringMatching(/^[^\n]*out-of-bounds[^\n]*$/) as string });
    }
  });
});

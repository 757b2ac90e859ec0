import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check, parseKernel } from '../../src/dialect/index.ts';
import { isUnavailable, openDevice } from '../../src/devices/index.ts';
import type { Device, Outcome, SourceKernel, WorkloadSpec } from '../../src/model/index.ts';
import { loadKernel, shippedKernels } from '../../src/pipeline/1-parse.ts';
import type { EvaluationKind } from '../../src/pipeline/evaluation.ts';
import { createEvaluator, type Evaluator } from '../../src/pipeline/evaluator.ts';
import { hostGates, isOutcome } from '../../src/pipeline/host-gates.ts';
import { injectedParts, referenceOf } from '../../src/pipeline/parts.ts';
import { oracleOf } from '../../src/verify/index.ts';
import { smallPooling } from './fixtures/folder.ts';
import { programFor, settingsFor } from './fixtures/settings.ts';

/** A mutant written by hand: what it does wrong, the kernel, and its text for what stands in the shipped one. */
type Mutant = readonly [name: string, kernel: 'pool-sum' | 'interact-dot', from: string, to: string];

const loop = 'for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {';
const add = 'sum += table[indices[j]][this.thread.x];';
const small: Readonly<Record<Mutant[1], WorkloadSpec>> = {
  'pool-sum': { ...smallPooling, sizes: { rows: 1237, dim: 4, bags: 24 }, bagLengths: { distribution: 'listed', lengths: [0, 1, 2, 7] } },
  'interact-dot': { name: 'small-dot', operations: ['interact-dot'], sizes: { batch: 5, fields: 4, dim: 8 }, dtype: 'f32', seed: 3 },
};

/** Everything that may go wrong and stay inside the arrays. */
const wrong: readonly Mutant[] = [
  ['leaves the last lookup of a bag out', 'pool-sum', 'offsets[this.thread.y + 1];', 'offsets[this.thread.y + 1] - 1;'],
  ['takes the first lookup of the next bag as well', 'pool-sum', loop, 'for (let j = offsets[this.thread.y]; j < Math.min(offsets[this.thread.y + 1] + 1, offsets[this.constants.bags]); j++) {'],
  ['begins a lookup early', 'pool-sum', 'let j = offsets[this.thread.y];', 'let j = Math.max(offsets[this.thread.y] - 1, 0);'],
  ['drops every second lookup', 'pool-sum', 'j++', 'j += 2'],
  ['drops the tail of an unrolled loop', 'pool-sum', `${loop}\n    ${add}`,
    `for (let j = offsets[this.thread.y]; j + 1 < offsets[this.thread.y + 1]; j += 2) {\n    sum += table[indices[j]][this.thread.x] + table[indices[j + 1]][this.thread.x];`],
  ['drops the tail beyond 32 lookups', 'pool-sum', loop, 'for (let j = offsets[this.thread.y]; j < Math.min(offsets[this.thread.y + 1], offsets[this.thread.y] + 32); j++) {'],
  ['gives an empty bag something', 'pool-sum', '  return sum;', '  if (offsets[this.thread.y] === offsets[this.thread.y + 1]) { return 1.0; }\n  return sum;'],
  ['reads the next column', 'pool-sum', '[this.thread.x];', '[(this.thread.x + 1) % this.constants.dim];'],
  ['reads the next row', 'pool-sum', 'table[indices[j]]', 'table[(indices[j] + 1) % this.constants.rows]'],
  ['takes the lookup for the row', 'pool-sum', 'table[indices[j]]', 'table[j % this.constants.rows]'],
  ['forgets a row\'s repetition', 'pool-sum', add, `if (j === offsets[this.thread.y] || indices[j] !== indices[j - 1]) { ${add} }`],
  ['subtracts', 'pool-sum', 'sum +=', 'sum -='],
  ['pairs a vector with itself', 'interact-dot', '', ''],
  ['takes the upper triangle', 'interact-dot', '', ''],
];
const outside: readonly (readonly [...Mutant, kind: string])[] = [
  ['reads beyond the table', 'pool-sum', 'table[indices[j]]', 'table[indices[j] + 1]', 'out-of-bounds'],
  ['reads beyond the row', 'pool-sum', '[this.thread.x];', '[this.thread.x + 1];', 'out-of-bounds'],
  ['takes the end of the bag as well', 'pool-sum', 'j < offsets', 'j <= offsets', 'out-of-bounds'],
  ['reads before the table', 'pool-sum', 'table[indices[j]]', 'table[indices[j] - 1]', 'out-of-bounds'],
  ['never ends', 'pool-sum', 'j++', 'j += 0', 'endless'],
  ['divides by nothing', 'pool-sum', '[this.thread.x];', '[this.thread.x % (offsets[this.thread.y] - offsets[this.thread.y])];', 'arithmetic'],
];
const right: readonly Mutant[] = [
  ['is the kernel itself', 'pool-sum', '', ''],
  ['sums from the end', 'pool-sum', `${loop}\n    ${add}`, `for (let j = offsets[this.thread.y + 1] - 1; j >= offsets[this.thread.y]; j -= 1) {\n    ${add}`],
  ['sums in two halves', 'pool-sum', `${loop}\n    ${add}\n  }\n  return sum;`, `let other = 0.0;
  let j = offsets[this.thread.y];
  for (; j + 1 < offsets[this.thread.y + 1]; j += 2) {
    sum += table[indices[j]][this.thread.x];
    other += table[indices[j + 1]][this.thread.x];
  }
  if (j < offsets[this.thread.y + 1]) { ${add} }
  return sum + other;`],
  ['is the interaction itself', 'interact-dot', '', ''],
];

function mutantOf([name, kernel, from, to]: Mutant | (typeof outside)[number]): SourceKernel {
  const text = dotMutants[name] ?? readFileSync(`${shippedKernels}${kernel}.js`, 'utf8').replace(from, () => to);
  return parseKernel(text, `${name}.js`);
}

const dotHead = `/**
 * @operation interact-dot
 * @param {f32[batch][dim]} dense
 * @param {f32[batch][fields][dim]} sparse
 * @returns {f32[batch][dim + (fields + 1) * fields / 2]}
 * @static dim
 * @static fields
 */
export default function interactDot(dense, sparse) {
  if (this.thread.x < this.constants.dim) { return dense[this.thread.y][this.thread.x]; }
  const pair = this.thread.x - this.constants.dim;
`;
const dotTail = `
  let sum = 0.0;
  for (let d = 0; d < this.constants.dim; d++) {
    let a = 0.0;
    let b = 0.0;
    if (i === 0) { a = dense[this.thread.y][d]; } else { a = sparse[this.thread.y][i - 1][d]; }
    if (j === 0) { b = dense[this.thread.y][d]; } else { b = sparse[this.thread.y][j - 1][d]; }
    sum += a * b;
  }
  return sum;
}`;
/** Lower: i > j, row after row. */
const triangle = (diagonal: boolean) => `  let i = ${diagonal ? 0 : 1};
  let before = 0;
  while (before + i ${diagonal ? '+ 1 ' : ''}<= pair) { before += i${diagonal ? ' + 1' : ''}; i += 1; }
  const j = pair - before;`;
const dotMutants: Readonly<Record<string, string>> = {
  'is the interaction itself': dotHead + triangle(false) + dotTail,
  'pairs a vector with itself': dotHead + triangle(true) + dotTail,
  'takes the upper triangle': `${dotHead}  let i = 0;
  let before = 0;
  while (before + this.constants.fields - i <= pair) { before += this.constants.fields - i; i += 1; }
  const j = pair - before + i + 1;${dotTail}`,
};

describe('gates before the device', () => {
  const judge = (mutant: Mutant | (typeof outside)[number]): string => {
    const base = loadKernel(mutant[1]).kernel;
    const { sizes } = small[mutant[1]];
    const fixed = Object.fromEntries(base.signature.statics.map((symbol) => [symbol, sizes[symbol]!]));
    const gates = hostGates({ base, capabilities: [], fixed, seed: 1, oracle: oracleOf(base.signature) });
    const judged = gates.judge({ signature: base.signature, body: mutantOf(mutant).kernel.body }, 0);
    return isOutcome(judged) ? judged.kind : 'passed';
  };

  it.each(wrong)('a mutant that %s is wrong', (...mutant) => expect(judge(mutant)).toBe('wrong'));
  it.each(outside)('a mutant that %s dies', (...mutant) => expect(judge(mutant)).toBe(mutant[4]));
  it.each(right)('a mutant that %s passes', (...mutant) => expect(judge(mutant)).toBe('passed'));
});

const opened = await Promise.all(['model', 'gpujs:webasm', 'gpujs:cpu', 'gpujs:webgpu'].map((name) => openDevice(name, injectedParts()).then((device) => ({ name, device }))));
for (const { name, device } of opened) {
  describe.skipIf(isUnavailable(device))(`gates on ${name}`, () => {
    const evaluators = new Map<string, Evaluator>();
    const here = device as Device;
    beforeAll(() => {
      for (const kernel of ['pool-sum', 'interact-dot'] as const) {
        const settings = settingsFor(loadKernel(kernel), small[kernel], here.info);
        // Both share the device, so it is closed here and not by them.
        evaluators.set(kernel, createEvaluator({ ...here, close: async () => {} }, settings, referenceOf(settings.baseText)));
      }
    });
    afterAll(async () => {
      for (const evaluator of evaluators.values()) await evaluator.close();
      await here.close();
    });
    const outcomeOf = async (mutant: Mutant, kind: EvaluationKind = 'screen'): Promise<Outcome> => {
      const source = mutantOf(mutant);
      const { fixed } = settingsFor(loadKernel(mutant[1]), small[mutant[1]], here.info);
      expect(check(source.kernel, here.info.capabilities).ok).toBe(true);
      const reply = await evaluators.get(mutant[1])!.handle({ task: 'evaluate', kind, program: programFor(source, here.info, fixed), key: mutant[0], generation: 0, noiseFloor: 0.05 });
      if (reply.task !== 'evaluate') throw new Error(reply.task);
      return reply.outcome;
    };

    it.each(wrong)('a mutant that %s is wrong, and it says where', async (...mutant) => {
      expect(await outcomeOf(mutant)).toEqual({ kind: 'wrong', testCase: expect.any(String) as string, where: expect.stringMatching(/^(pooled|interacted|output)\[\d+\]\[\d+\]$/) as string, detail: expect.stringMatching(/^got .+, expected .+/) as string });
    });
    it.each(right)('a mutant that %s is measured', async (...mutant) => {
      expect(await outcomeOf(mutant)).toMatchObject({ kind: 'measured' });
    });
    it('a mutant that goes wrong only in the workload dies there, where the device is an interpreter when it would be promoted', async () => {
      const far: Mutant = ['forgets one size', 'pool-sum', '  return sum;', '  if (this.constants.rows === 1237) { return 0.0; }\n  return sum;'];
      if (name === 'model') {
        expect(await outcomeOf(far)).toMatchObject({ kind: 'measured' });
        expect(await outcomeOf(far, 'promotion')).toMatchObject({ kind: 'wrong', testCase: 'workload small-pooling, held-out' });
      } else {
        expect(await outcomeOf(far)).toMatchObject({ kind: 'wrong', testCase: 'workload small-pooling, train' });
      }
    });
  });
}

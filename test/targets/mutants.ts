import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { check, parseKernel, type TypedKernel } from '../../src/dialect/index.ts';
import { applyGenome } from '../../src/edits/genome.ts';
import { operatorsByName } from '../../src/edits/index.ts';
import { proposeEdit } from '../../src/edits/vary.ts';
import type { Device, Genome, Program, Sizes } from '../../src/model/index.ts';
import { sanitize, stepsOf } from '../../src/sanitize/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { casesFor, type TestCase } from '../../src/verify/index.ts';

/**
 * Mutants of the shipped kernels that the interpreter finds sane must compute on a device what they compute in the
 * interpreter: all that evolution ever sends to a device comes this way.
 */
export interface Mutant {
  readonly program: Program;
  readonly outputs: readonly Float32Array[];
}

const operators = [...operatorsByName.keys()];

/** So many mutants of a shipped kernel in a target's text; those that the target cannot say are passed over. */
export function mutantsOf(
  name: string, count: number, lower: (typed: TypedKernel, fixed: Sizes) => Program | undefined,
): { cases: readonly TestCase[]; mutants: Mutant[] } {
  const { kernel } = parseKernel(readFileSync(new URL(`../../kernels/${name}.js`, import.meta.url), 'utf8'), `${name}.js`);
  const base = check(kernel, []);
  if (!base.ok) throw new Error(base.detail);
  const fixed = Object.fromEntries(kernel.signature.statics.map((symbol) => [symbol, symbol === 'dim' ? 4 : 3]));
  const cases = casesFor(kernel.signature, { fixed, seed: 1, generation: 0, level: 'tiny' });
  const budgets = stepsOf(base.typed, cases);
  const random = randomStream(name);
  const mutants: Mutant[] = [];
  while (mutants.length < count) {
    let genome: Genome = [];
    for (let edits = 1 + random.below(8); edits > 0; edits--) {
      const edit = proposeEdit(kernel, genome, random.pick(operators), random);
      if (edit) genome = [...genome, edit];
    }
    const checked = check(applyGenome(kernel, genome, operatorsByName).kernel, []);
    if (!checked.ok) continue;
    const sane = sanitize(checked.typed, cases, { budgets });
    if (!sane.ok) continue;
    const program = lower(checked.typed, fixed);
    if (program !== undefined) mutants.push({ program, outputs: sane.outputs });
  }
  return { cases, mutants };
}

/** Launches a mutant on all cases; its outputs must be the interpreter's but for rounding. */
export async function expectSane(device: Device, { program, outputs }: Mutant, cases: readonly TestCase[]): Promise<void> {
  const executable = await device.compile(program);
  if ('failed' in executable) throw new Error(`${executable.detail}\n${program.text}`);
  for (const [at, { name, arguments: inputs, sizes }] of cases.entries()) {
    await executable.bind(inputs, sizes);
    const { values } = await executable.run();
    const wanted = outputs[at]!;
    const wrong = wanted.findIndex((want, element) => {
      const got = Number(values[element]);
      return !Object.is(got, want) && got !== want && !(Math.abs(got - want) <= 1e-3 * Math.max(1, Math.abs(want)));
    });
    expect(wrong, `case ${name}: element ${wrong} is ${values[wrong]}, not ${wanted[wrong]}\n${program.text}`).toBe(-1);
  }
  await executable.dispose();
}

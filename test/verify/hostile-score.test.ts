import { describe, expect, it } from 'vitest';
import { casesFor, heldOutCases, oracleOf, verifyExecutable } from '../../src/verify/index.ts';
import { executableOf } from './support/executable.ts';
import { rightKernels } from './support/right-kernels.ts';
import { signatureFor } from './support/signatures.ts';
import { wrongKernels } from './support/wrong-kernels.ts';

/** The gate scored by what it is for: known-wrong kernels that it must kill, right ones that it must let live. */
const levels = ['tiny', 'device'] as const;

describe.each(levels)('every known-wrong kernel is caught by %s cases', (level) => {
  it.each(wrongKernels)('%s: %s', async (operation, _, compute) => {
    const signature = signatureFor(operation);
    const oracle = oracleOf(signature);
    const seeds = level === 'tiny' ? 8 : 1;
    for (let generation = 0; generation < seeds; generation++) {
      const cases = casesFor(signature, { fixed: {}, seed: 'score', generation, level });
      const result = await verifyExecutable(executableOf(signature, compute), signature, cases, oracle);
      expect(result.ok, `seed ${generation}`).toBe(false);
    }
  });
});

describe('right kernels are never refused', () => {
  it.each(rightKernels)('$operation: $name', async ({ operation, compute, profile }) => {
    const signature = signatureFor(operation, profile === undefined ? {} : { profile });
    const oracle = oracleOf(signature);
    const accepts = async (cases: ReturnType<typeof casesFor>) => {
      const result = await verifyExecutable(executableOf(signature, compute), signature, cases, oracle, { launchEmpty: true });
      expect(result).toMatchObject({ ok: true, cases: cases.length });
    };
    for (let generation = 0; generation < 15; generation++) await accepts(casesFor(signature, { fixed: {}, seed: 1, generation, level: 'tiny' }));
    for (let generation = 0; generation < 2; generation++) await accepts(casesFor(signature, { fixed: {}, seed: 2, generation }));
    await accepts(heldOutCases(signature, { fixed: {}, seed: 3 }));
  });
});

/** A wide row that is compiled in leaves the tiny cases fewer lookups: what hangs on 32 of them or on other widths is the device's to find. */
it('wide tiny cases catch all that does not hang on long bags or odd widths', async () => {
  const survivors: string[] = [];
  for (const [operation, name, compute] of wrongKernels) {
    const signature = signatureFor(operation);
    const cases = casesFor(signature, { fixed: { dim: 64 }, seed: 'wide', generation: 0, level: 'tiny' });
    const result = await verifyExecutable(executableOf(signature, compute), signature, cases, oracleOf(signature));
    if (result.ok) survivors.push(`${operation}: ${name}`);
  }
  expect(survivors).toEqual([
    'gather: width cut to a multiple of 4', // right for 64
    'pool-sum: at most 32 lookups',
    'pool-sum: at most 31 lookups',
    'pool-sum: width cut to a multiple of 4',
    'interact-dot: tail of 4 columns skipped',
  ]);
});

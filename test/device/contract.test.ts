import { describe, expect, it } from 'vitest';
import { isUnavailable, openDevice } from '../../src/devices/index.ts';
import { check, parseKernel } from '../../src/dialect/index.ts';
import type { Device, Executable, Program, Sizes } from '../../src/model/index.ts';
import { isProgram, lower } from '../../src/pipeline/6-lower.ts';
import { injectedParts } from '../../src/pipeline/parts.ts';
import { madeFor } from '../../src/sanitize/index.ts';
import { casesFor, oracleOf, verifyExecutable } from '../../src/verify/index.ts';
import { deviceContract } from '../contract/device.contract.ts';
import { f32, gatherCase, mixtureCase, poolCase, renamed } from '../devices/programs.ts';
import * as texts from '../devices/kernel-texts.ts';
import { gridKernels } from '../dialect/grid-kernels.ts';

/** The contract of a device on a real GPU, and the grid kernels of the language's tests against their oracles. */
const name = process.env['EVOKE_DEVICE'] ?? 'cuda';
const found = await openDevice(name, injectedParts());
if (isUnavailable(found)) throw new Error(`${name} is not here: ${found.reason}; ${found.remedy}`);
const device: Device = found;

function programOf(text: string, sizes: Sizes = {}): Program {
  const checked = check(parseKernel(text, 'kernel.js').kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  const program = lower(checked.typed, device.info, sizes);
  if (!isProgram(program)) throw new Error(JSON.stringify(program));
  return program;
}

const gather = programOf(texts.gather);
deviceContract(name, async () => device, {
  gather: { program: gather, make: gatherCase },
  poolSum: { program: programOf(texts.poolSum), make: poolCase },
  mixture: { program: programOf(texts.mixture), make: mixtureCase },
  forgetful: {
    program: programOf(texts.forgetful),
    make: (count) => ({ inputs: { values: f32([count], new Float32Array(count).fill(3)) }, sizes: { count }, expected: new Array<number>(count).fill(3) }),
  },
  broken: renamed(gather, (text) => text.replace('= table[', '= table[[')),
});

describe(`grid kernels on ${name}`, () => {
  const withOracle = Object.entries(gridKernels).filter(([, text]) => text.includes('@operation'));
  it.each(withOracle)('%s', async (_, text) => {
    const other = await openDevice(name, injectedParts());
    if (isUnavailable(other)) throw new Error(other.reason);
    const { kernel } = parseKernel(text, 'kernel.js');
    const checked = check(kernel, other.info.capabilities);
    if (!checked.ok) return expect(checked.rule).toBe('capability'); // a device without matrix units is none the worse
    const { signature } = kernel;
    const fixed: Sizes = signature.statics.includes('fields') ? { dim: 24, fields: 9 } : { dim: 64 };
    const program = lower(checked.typed, other.info, fixed);
    if (!isProgram(program)) throw new Error(JSON.stringify(program));
    const executable = (await other.compile(program)) as Executable;
    if ('failed' in executable) throw new Error(JSON.stringify(executable));
    const cases = casesFor(signature, { fixed, fits: (sizes) => madeFor(checked.typed, sizes), seed: 'acceptance', generation: 0 });
    // half precision in the operands of the matrix unit
    const tolerance = text.includes('matrixDot') ? { tolerance: { rtol: 0, atol: 2 ** -9 } } : {};
    expect(await verifyExecutable(executable, signature, cases, oracleOf(signature), tolerance)).toMatchObject({ ok: true });
    await executable.dispose();
    await other.close();
  });
});

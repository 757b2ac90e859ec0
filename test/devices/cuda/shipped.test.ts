import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findNvcc } from '../../../src/devices/cuda/compile/nvcc.ts';
import { prepareCuda } from '../../../src/devices/cuda/index.ts';
import { check } from '../../../src/dialect/index.ts';
import type { Program, Sizes } from '../../../src/model/index.ts';
import { loadKernel } from '../../../src/pipeline/1-parse.ts';
import { madeFor } from '../../../src/sanitize/index.ts';
import { casesFor, oracleOf, verifyExecutable } from '../../../src/verify/index.ts';
import { programFor } from '../../pipeline/fixtures/settings.ts';
import { compiled, standIn } from './on-stand-in.ts';

/** The shipped kernels from their files to right answers on the stand-in, and to cubins by the real compiler. */

const shipped = readdirSync(new URL('../../../kernels/', import.meta.url)).filter((file) => file.endsWith('.js')).map((file) => loadKernel(file.replace(/\.js$/, '')));
const card = await standIn('cuda-shipped');
const device = await card.open();
afterAll(() => device.close());

/** Two sets of compiled-in sizes for each kernel: a round one, and one with a tail that its vectors still divide. */
const sizes = [{ dim: 32, fields: 26, length: 8, tables: 3 }, { dim: 132, fields: 3, length: 5, tables: 2 }, { dim: 136, fields: 3, length: 5, tables: 2 }];
const all = shipped.flatMap((source) => {
  const { signature } = source.kernel;
  const checked = check(source.kernel, 'any');
  if (!checked.ok) throw new Error(checked.detail);
  const fitting = sizes.map((given): Sizes => Object.fromEntries(signature.statics.map((name) => [name, given[name as 'dim']]))).filter((fixed) => madeFor(checked.typed, fixed));
  return fitting.slice(0, 2).map((fixed) => ({ name: `${basename(source.file)} ${JSON.stringify(fixed)}`, signature, fixed, program: programFor(source, device.info, fixed) as Program }));
});
await prepareCuda(all.map(({ program }) => program), { ...card.parts, architecture: 'sm_90' });

describe.each(all)('$name', ({ signature, fixed, program }) => {
  it('is right on hostile inputs', async () => {
    const executable = await compiled(device, program);
    const cases = casesFor(signature, { fixed, seed: 'shipped on cuda', generation: 0 });
    expect(await verifyExecutable(executable, signature, cases, oracleOf(signature))).toMatchObject({ ok: true });
    await executable.dispose();
  });
});

const nvcc = await findNvcc();
it.skipIf(!('version' in nvcc)).each(['sm_80', 'sm_90', 'sm_100'])('become cubins for %s that hardly spill', async (architecture) => {
  if (!('version' in nvcc)) return;
  const results = await nvcc.compileBatch(all.map(({ program }) => program), { architecture });
  // those that ask for many resident blocks have few registers, and may store one or two of them and load them again
  expect(results.filter((result) => 'failed' in result || result.resources.spillBytes > 16)).toEqual([]);
});

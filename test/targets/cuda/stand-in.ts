import { compileBatch, type CudaDevice } from '../../../src/devices/cuda/index.ts';
import type { Arguments, Program, Sizes } from '../../../src/model/index.ts';
import { outputOf, standIn } from '../../devices/cuda/on-stand-in.ts';

/** The stand-in for a card, with programs compiled in one go: one at a time they would take most of a test's time. */
export async function deviceWith(name: string, programs: readonly Program[]): Promise<{ device: CudaDevice; run: (program: Program, inputs: Arguments, sizes: Sizes) => Promise<number[]> }> {
  const card = await standIn(name);
  const device = await card.open();
  const [architecture] = /sm_\d+/.exec(device.info.toolchain)!;
  for (const [at, made] of (await compileBatch(programs, { ...card.parts, architecture })).entries()) {
    if ('failed' in made) throw new Error(`${made.detail}\n${programs[at]!.text}`);
  }
  return { device, run: (program, inputs, sizes) => outputOf(device, program, inputs, sizes) };
}

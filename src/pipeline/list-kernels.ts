import { capabilitiesOf } from '../dialect/index.ts';
import { allCapabilities } from '../model/capability.ts';
import type { Capability, SourceKernel } from '../model/index.ts';
import { floorFormula, operationOf } from '../verify/index.ts';
import { kernelNames, loadKernel } from './1-parse.ts';

/** A shipped kernel with what a list says of it; no device is opened for that. */
export interface ListedKernel {
  readonly name: string;
  readonly source: SourceKernel;
  /** Whose semantics it has. */
  readonly profile: string | null;
  /** What it needs of a device beyond f32 and i32. */
  readonly needs: readonly Capability[];
  /** Devices that may have all of it, by family. */
  readonly devices: readonly string[];
  /** The bytes that must move, over its sizes. */
  readonly floor: string;
}

/** The most that a device of a family may have; which it has here, `evoke devices` and a run find out. */
export const families: Readonly<Record<string, readonly Capability[]>> = {
  cuda: allCapabilities,
  webgpu: allCapabilities.filter((each) => each !== 'memory-hints' && each !== 'async-copy' && each !== 'matrix'),
  gpujs: [],
  model: allCapabilities,
};

/** All shipped kernels, by name. */
export function listKernels(): ListedKernel[] {
  return kernelNames().map((name) => {
    const source = loadKernel(name);
    const { signature } = source.kernel;
    const needs = [...capabilitiesOf(source.kernel).keys()];
    return {
      name, source, needs,
      profile: signature.profile ?? operationOf(signature)?.profiles[0] ?? null,
      devices: Object.entries(families).filter(([, most]) => needs.every((need) => most.includes(need))).map(([family]) => family),
      floor: floorFormula(signature),
    };
  });
}

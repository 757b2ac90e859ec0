import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, printKernel } from '../../dialect/index.ts';
import { exportKernel, namesOf, type Provenance } from '../../exports/index.ts';
import type { Kernel, Sizes } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { bytesOfLaunch } from '../../verify/index.ts';
import { generateArguments, writeNpy } from '../../workloads/index.ts';
import { staticSizes } from '../7-verify.ts';
import { evokeVersion, gitState } from '../provenance.ts';
import type { Contest } from './card.ts';

/** A contest as python/peers.py takes it. Paths are relative to the folder that it was started with. */
export interface PeersJob {
  readonly name: string;
  readonly what: string;
  readonly operation: string;
  readonly arrays: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, string>>;
  readonly kernels: readonly PeersKernel[];
  readonly bytes: number;
  readonly rounds: number;
  readonly launches: number;
}

interface PeersKernel {
  readonly version: string;
  readonly package: string;
  readonly parameters: readonly string[];
  readonly module: string;
  readonly operator: string;
}

/** Writes arrays and packages into `folder/place`. What cannot be exported is said in `left` and left out. */
export async function writeJob(
  folder: string, place: string, { spec, what, own }: Contest, { rounds, launches }: { readonly rounds: number; readonly launches: number }, left: string[],
): Promise<PeersJob> {
  const { operation, source: { kernel: { signature } } } = own[0]!;
  const launch = generateArguments(signature, spec, { draw: 'bench' });
  mkdirSync(join(folder, place), { recursive: true });
  const arrays = Object.fromEntries(Object.entries(launch.arguments).map(([name, array]) => {
    const file = join(place, `${name}.npy`);
    writeFileSync(join(folder, file), writeNpy(array));
    return [name, file];
  }));
  const kernels: PeersKernel[] = [];
  for (const [at, version] of own.entries()) {
    try {
      kernels.push(await writePackage(folder, join(place, String(at)), version.source.kernel, version.version, launch.sizes));
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown;
      left.push(`evoke ${version.version} on ${spec.name}: ${thrown.message}`);
    }
  }
  const types = Object.fromEntries(signature.parameters.map(({ name, type }) => [name, type.scalar]));
  return { name: spec.name, what, operation, arrays, types, kernels, bytes: bytesOfLaunch(signature, launch), rounds, launches };
}

/** The kernel as a package for PyTorch, its name in Python made its own: one process imports many versions. */
async function writePackage(folder: string, place: string, kernel: Kernel, version: string, sizes: Sizes): Promise<PeersKernel> {
  const own: Kernel = { ...kernel, signature: { ...kernel.signature, name: `${kernel.signature.name}_${place.replace(/\W/g, '_')}` } };
  const checked = check(own, 'any');
  if (!checked.ok) throw new Error(`a kernel of the bench does not check: ${checked.detail}`);
  const provenance: Provenance = { evokeVersion, created: new Date().toISOString(), edits: [], git: gitState('.') };
  await exportKernel({ format: 'torch', typed: checked.typed, base: printKernel(own), fixed: staticSizes(own.signature.statics, sizes), sizes, out: join(folder, place), provenance, checks: [] });
  const parameters = own.signature.parameters.map((parameter) => parameter.name);
  const { module, operator } = namesOf(own.signature);
  return { version, package: place, parameters, module, operator };
}

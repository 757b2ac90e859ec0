import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, printKernel } from '../../dialect/index.ts';
import { exportKernel, namesOf, type Provenance } from '../../exports/index.ts';
import type { Kernel, PeersReport, Sizes, WorkloadSpec } from '../../model/index.ts';
import { messageOf, UserError } from '../../util/errors.ts';
import { evaluateSize } from '../../util/size-expression.ts';
import { bytesThatMustMove } from '../../verify/index.ts';
import { findWorkload, generateArguments, writeNpy } from '../../workloads/index.ts';
import { staticSizes } from '../7-verify.ts';
import { evokeVersion, gitState } from '../provenance.ts';
import { type CardOptions, type CardVersion, contestsOf } from './card.ts';
import { scaledTo } from './scale.ts';

export interface PeersOptions extends CardOptions {
  /** The Python that has PyTorch; default EVOKE_PYTHON, else python3. */
  readonly python?: string;
}

const script = fileURLToPath(new URL('../../../python/peers.py', import.meta.url));

/**
 * PyTorch's own functions beside Evoke's kernels: on the same card, in one process, on the same bytes, by turns. Evoke's
 * kernels come in as exported packages, which is how a user would call them; python/peers.py does the rest.
 *
 * @throws UserError (exit code 3) where Python, PyTorch or a card is missing: what was looked for, in PyTorch's words
 */
export async function benchPeers({ python = process.env['EVOKE_PYTHON'] ?? 'python3', ...options }: PeersOptions): Promise<PeersReport> {
  await requirePyTorch(python);
  const folder = mkdtempSync(join(tmpdir(), 'evoke-peers-'));
  try {
    const left = await writeJob(folder, options);
    const report = JSON.parse(await run(python, [script, folder], options.progress)) as PeersReport;
    return { ...report, left: [...left, ...report.left] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Before tables are made, which may take minutes. */
async function requirePyTorch(python: string): Promise<void> {
  await run(python, ['-c', 'import sys\ntry:\n import torch, numpy\nexcept ImportError as error:\n sys.exit(f"PyTorch is not here: {error}")\nsys.exit(None if torch.cuda.is_available() else f"PyTorch {torch.__version__} sees no CUDA card: torch.cuda.is_available() is False")'], () => {});
}

/** Arrays, packages and job.json. What cannot be exported is said and left out. */
export async function writeJob(folder: string, { memory, workloads, versions, rounds, launches, progress }: CardOptions): Promise<string[]> {
  const left: string[] = [];
  const jobs: unknown[] = [];
  for (const spec of workloads.map((name) => scaledTo(memory, findWorkload(name).spec))) {
    for (const { what, own } of contestsOf(spec, versions)) {
      progress(`${spec.name}, ${what}: making inputs`);
      jobs.push(await writeWorkload(folder, spec, what, own, left));
    }
  }
  writeFileSync(join(folder, 'job.json'), JSON.stringify({ rounds, launches, workloads: jobs }));
  return left;
}

async function writeWorkload(folder: string, spec: WorkloadSpec, what: string, versions: readonly CardVersion[], left: string[]): Promise<unknown> {
  const { operation, source: { kernel: { signature } } } = versions[0]!;
  const { sizes, arguments: inputs } = generateArguments(signature, spec, { draw: 'bench' });
  const stem = `${spec.name}-${what}`.replace(/[^\w-]/g, '_');
  mkdirSync(join(folder, stem));
  const arrays = Object.fromEntries(Object.entries(inputs).map(([name, array]) => {
    const file = join(stem, `${name}.npy`);
    writeFileSync(join(folder, file), writeNpy(array));
    return [name, file];
  }));
  const kernels: unknown[] = [];
  for (const [at, version] of versions.entries()) {
    try {
      kernels.push(await writePackage(folder, `${stem}_${at}`, version.source.kernel, version.version, sizes));
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown;
      left.push(`evoke ${version.version} on ${spec.name}: ${thrown.message}`);
    }
  }
  const outputElements = signature.returns.dims.reduce((product, dim) => product * evaluateSize(dim, sizes), 1);
  const types = Object.fromEntries(signature.parameters.map(({ name, type }) => [name, type.scalar]));
  return { name: spec.name, what, operation, arrays, types, kernels, bytes: bytesThatMustMove(signature, inputs, outputElements) };
}

/** The kernel as a package for PyTorch, its name in Python made its own: several versions are imported side by side. */
async function writePackage(folder: string, name: string, kernel: Kernel, version: string, sizes: Sizes): Promise<unknown> {
  const own: Kernel = { ...kernel, signature: { ...kernel.signature, name: `${kernel.signature.name}_${name.replace(/\W/g, '_')}` } };
  const checked = check(own, 'any');
  if (!checked.ok) throw new Error(`a kernel of the bench does not check: ${checked.detail}`);
  const provenance: Provenance = { evokeVersion, created: new Date().toISOString(), edits: [], git: gitState('.') };
  await exportKernel({ format: 'torch', typed: checked.typed, base: printKernel(own), fixed: staticSizes(own.signature.statics, sizes), sizes, out: join(folder, name), provenance, checks: [] });
  const parameters = own.signature.parameters.map((parameter) => parameter.name);
  const { module, operator } = namesOf(own.signature);
  return { version, package: name, parameters, module, operator };
}

/** What the program prints on stdout. Its exit code 3 is something that is missing here; anything else is told whole. */
function run(command: string, words: readonly string[], progress: (text: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, said] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-8192);
      for (const line of text.trim().split('\n')) progress(line);
    });
    const missing = (why: string) => reject(new UserError(`the peers cannot be measured here: ${why}; PyTorch with CUDA is looked for in ${command} (EVOKE_PYTHON names another)`, { exitCode: 3 }));
    child.on('error', (error) => missing(messageOf(error)));
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else missing(said.trim().split('\n').at(-1) ?? `exit code ${code}`);
    });
  });
}

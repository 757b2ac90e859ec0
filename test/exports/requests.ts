import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { check, parseKernel, type TypedKernel } from '../../src/dialect/index.ts';
import type { ExportRequest, Provenance, SelfCheckCase } from '../../src/exports/index.ts';
import type { Arguments, Sizes } from '../../src/model/index.ts';
import { allowedErrors, casesFor, oracleOf, rolesOf } from '../../src/verify/index.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'evoke-exports-'));
  folders.push(folder);
  return folder;
}

export function typed(text: string): TypedKernel {
  const { kernel } = parseKernel(text, 'kernel.js');
  const result = check({ ...kernel, signature: { ...kernel.signature, roles: rolesOf(kernel.signature) } }, 'any');
  if (!result.ok) throw new Error(`${result.rule}: ${result.detail}`);
  return result.typed;
}

export const evolved: Provenance = {
  evokeVersion: '0.1.0', created: '2026-03-01T12:00:00.000Z', runId: 'r-7f3a9c', device: 'gpujs:webasm', hardware: 'a processor', toolchain: 'gpu.js 2.24.1',
  workload: 'tiny', seed: 7, speedup: { estimate: 1.5, low: 1.47, high: 1.532 }, verdict: 'FAST', noiseFloor: 0.004, estimate: false,
  edits: [{ id: 'e0f00d', operator: 'unroll-loop', target: 'n4' }], git: { commit: 'abc123', dirty: false },
};

const text = (name: string) => readFileSync(new URL(`../../kernels/${name}.js`, import.meta.url), 'utf8');

/** A shipped kernel with the checks that the pipeline would give it. */
export function shipped(name: string, fixed: Sizes, out: string, changes: Partial<ExportRequest> = {}): ExportRequest {
  const kernel = typed(text(name));
  const { signature } = kernel.kernel;
  const oracle = oracleOf(signature);
  const checks = casesFor(signature, { fixed, seed: 'exports', generation: 0, level: 'tiny' })
    .map((each): SelfCheckCase => ({ ...each, expected: oracle(each).expected, allowed: allowedErrors(oracle(each)) }));
  return { format: 'gpujs', typed: kernel, base: text(name), fixed, out, provenance: evolved, checks, sizes: checks[0]?.sizes ?? {}, ...changes };
}

/** A kernel of the test's own with one case for its self-check. */
export function custom(kernelText: string, out: string, fixed: Sizes, sizes: Sizes, inputs: Arguments, expected: number[]): ExportRequest {
  const one: SelfCheckCase = { name: 'the one', sizes, arguments: inputs, expected, allowed: expected.map(() => 1e-6) };
  return { format: 'gpujs', typed: typed(kernelText), base: kernelText, fixed, sizes, out, provenance: { ...evolved, edits: [] }, checks: [one] };
}

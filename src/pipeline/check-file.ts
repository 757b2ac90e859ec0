import { check, codeFrame, type TypedKernel } from '../dialect/index.ts';
import type { DeviceLimits, GateReport, KernelReport, Sizes, SourceKernel } from '../model/index.ts';
import { madeFor, sanitize } from '../sanitize/index.ts';
import { casesFor } from '../verify/index.ts';
import { loadKernel } from './1-parse.ts';

/** Sets of fresh hostile inputs that a kernel is tried on: a user waits for one kernel, not for thousands of mutants. */
const sets = 5;

/** `evoke check`: parse, types, sanitizer. A file that is no kernel throws; a fault is a report. */
export function checkFile(nameOrFile: string, seed: number): KernelReport {
  const source = loadKernel(nameOrFile);
  const { signature } = source.kernel;
  const { typed, gate } = typeGate(source);
  const gates = typed ? [gate, sanitizeGate(source, typed, seed)] : [gate];
  return {
    kernel: signature.name, file: source.file, operation: signature.operation ?? null, hash: source.hash, device: null,
    verified: gates.every((each) => each.ok), gates,
  };
}

export function typeGate(source: SourceKernel): { typed?: TypedKernel; gate: GateReport } {
  const checked = check(source.kernel, 'any');
  if (!checked.ok) return { gate: { gate: 'types', ok: false, detail: checked.detail } };
  const { signature } = source.kernel;
  const roles = Object.entries(signature.roles).filter(([, role]) => role.kind !== 'values').map(([name, role]) => `${name} holds ${role.kind === 'index' ? 'indices' : 'offsets'}`);
  const locals = [...checked.typed.locals].map(([name, type]) => `${name} ${type}`);
  return { typed: checked.typed, gate: { gate: 'types', ok: true, detail: [...roles, ...(locals.length > 0 ? [`locals ${locals.join(', ')}`] : [])].join('; ') || 'nothing to infer' } };
}

/** Which sizes a kernel is made for, where its static ones are still open: those that its launch and its vectors divide, and whose block `limits` allow. */
export function sizesOf(typed: TypedKernel, limits?: DeviceLimits): (sizes: Sizes) => boolean {
  return (sizes) => madeFor(typed, sizes, limits);
}

/** The checking interpreter on several sets of tiny hostile inputs. */
export function sanitizeGate(source: SourceKernel, typed: TypedKernel, seed: number): GateReport {
  let cases = 0;
  for (let generation = 0; generation < sets; generation++) {
    const inputs = casesFor(source.kernel.signature, { fixed: {}, fits: sizesOf(typed), seed, generation, level: 'tiny' });
    const result = sanitize(typed, inputs);
    if (!result.ok) {
      const at = source.locations.get(result.at);
      const where = at ? `${source.file}:${at.line}:${at.column}: ` : '';
      const frame = at ? `\n${codeFrame(source.text, at)}` : '';
      return { gate: 'sanitizer', ok: false, detail: `${where}${result.kind}: ${result.detail}${frame}` };
    }
    cases += inputs.length;
  }
  return { gate: 'sanitizer', ok: true, detail: `${cases} hostile inputs: no access out of bounds, nothing uninitialised, every element written, all loops end` };
}

import { resolve } from 'node:path';
import { check, printKernel, type TypedKernel } from '../dialect/index.ts';
import type { DeviceInfo, SourceKernel } from '../model/index.ts';
import { launchProblem, madeFor, sanitize } from '../sanitize/index.ts';
import { UserError } from '../util/errors.ts';
import { evaluateSize, showSize } from '../util/size-expression.ts';
import { casesFor, oracleOf, workloadCase, type TestCase } from '../verify/index.ts';
import { generateArguments, type WorkloadEntry } from '../workloads/index.ts';
import { isProgram, lower } from './6-lower.ts';
import { staticSizes } from './7-verify.ts';
import type { EvaluatorSettings } from './evaluation.ts';
import { hostGates, isOutcome, type HostGates } from './host-gates.ts';
import { notVerified } from './not-verified.ts';
import type { Objective } from './objectives.ts';
import { referenceOf } from './parts.ts';

/** A kernel, checked and lowered, with the workload and the device that it is judged on. */
export interface Prepared {
  readonly source: SourceKernel;
  readonly typed: TypedKernel;
  readonly device: DeviceInfo;
  readonly settings: EvaluatorSettings;
}

/** Everything that follows from kernel, workload and device. UserError if they do not fit one another. */
export function prepare(
  source: SourceKernel, entry: Pick<WorkloadEntry, 'spec' | 'directory'>, device: DeviceInfo, seed: number, objectives: readonly Objective[] = [],
): Prepared {
  const { signature } = source.kernel;
  const checked = check(source.kernel, device.capabilities);
  if (!checked.ok) {
    const at = checked.at === source.kernel.body.id ? undefined : source.locations.get(checked.at); // what the head asks for has no place of its own
    throw new UserError(`${source.file}${at ? `:${at.line}:${at.column}` : ''} does not fit ${device.name}: ${checked.detail}`);
  }
  const { sizes } = generateArguments(signature, entry.spec, { draw: 'train', directory: entry.directory });
  const outputs = signature.returns.dims.map((dim) => ({ dim, size: evaluateSize(dim, sizes) }));
  const nothing = outputs.find(({ size }) => size === 0);
  if (nothing) throw new UserError(`on workload ${entry.spec.name} kernel ${signature.name} computes nothing: ${showSize(nothing.dim)} is 0; take a workload with at least 1`);
  const fixed = staticSizes(signature.statics, sizes);
  const impossible = launchProblem(checked.typed, fixed, device.limits);
  const given = Object.entries(fixed).map(([name, value]) => `${name} = ${value}`).join(', ');
  if (impossible !== undefined) throw new UserError(`kernel ${signature.name} cannot be launched on ${device.name} with ${given} of workload ${entry.spec.name}: ${impossible}`);
  if (!madeFor(checked.typed, fixed, device.limits)) throw new UserError(`kernel ${signature.name} takes several elements of a row at a time, which ${given} of workload ${entry.spec.name} does not divide into; take another workload or kernel`);
  const baseline = lower(checked.typed, device, fixed);
  if (!isProgram(baseline)) throw new UserError(`${source.file} does not run on ${device.name}: ${'detail' in baseline ? baseline.detail : baseline.kind}`);
  const settings: EvaluatorSettings = {
    device: device.name, signature, baseText: printKernel(source.kernel), baseline,
    workload: { spec: entry.spec, directory: resolve(entry.directory) }, fixed, seed, ...(objectives.includes('energy') && { energy: true }),
  };
  return { source, typed: checked.typed, device, settings };
}

/** `others`: the same kernel with further workloads, whose held-out draws must be right too. */
export function gatesOf({ source, device, settings }: Prepared, others: readonly Prepared[] = []): HostGates {
  const { fixed, seed, signature, baseText } = settings;
  /** The main process holds no table that it would have to fear for its memory; then the device's gates must do. */
  const draw = ({ settings: { workload } }: Pick<Prepared, 'settings'>): TestCase[] => {
    const { arguments: inputs } = generateArguments(signature, workload.spec, { draw: 'held-out', directory: workload.directory });
    const bytes = Object.values(inputs).reduce((sum, { values }) => sum + values.byteLength, 0);
    return bytes <= mostInterpretedBytes ? [workloadCase(signature, `workload ${workload.spec.name}, held-out`, inputs)] : [];
  };
  return hostGates({ base: source.kernel, capabilities: device.capabilities, limits: device.limits, fixed, seed, oracle: oracleOf(signature, referenceOf(baseText)), workloads: () => [{ settings }, ...others].flatMap(draw) });
}

const mostInterpretedBytes = 2 ** 27;

/** The kernel itself through the gates before the device; the service takes it through the rest. UserError, exit code 1. */
export function refuseWrong(prepared: Prepared): void {
  const { source: { kernel, file, locations }, typed, settings: { fixed, seed } } = prepared;
  const sane = sanitize(typed, casesFor(kernel.signature, { fixed, seed, generation: 0, level: 'tiny' }));
  if (!sane.ok) {
    const place = locations.get(sane.at);
    throw notVerified(kernel.signature.name, place ? `hostile inputs, ${file}:${place.line}:${place.column}` : 'hostile inputs', sane);
  }
  const gates = gatesOf(prepared);
  for (const generation of [0, 'held-out'] as const) {
    const judged = gates.judge(kernel, generation);
    if (isOutcome(judged)) throw notVerified(kernel.signature.name, 'hostile inputs', judged);
  }
}

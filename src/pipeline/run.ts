import { createHash } from 'node:crypto';
import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import { check, printKernel, type TypedKernel } from '../dialect/index.ts';
import type { DeviceInfo, Json, RunResult, SourceKernel } from '../model/index.ts';
import { launchProblem, madeFor, sanitize } from '../sanitize/index.ts';
import { createRandomSearch, createSearch, searchSettings, type Search, type StopRules } from '../search/index.ts';
import type { Arm, Store, StoredRun } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import { evaluateSize, showSize } from '../util/size-expression.ts';
import { casesFor, oracleOf, sizeNamesOf, workloadCase, type TestCase } from '../verify/index.ts';
import { defaultWorkload, findWorkload, generateArguments, type WorkloadEntry } from '../workloads/index.ts';
import { loadKernel, parseSource } from './1-parse.ts';
import { variationOf } from './2-vary.ts';
import { isProgram, lower } from './6-lower.ts';
import { staticSizes } from './7-verify.ts';
import { recorder, rememberDeath } from './9-record.ts';
import { runArm, type ArmEvent, type ArmResult } from './arm.ts';
import { readConfiguration, type RunConfiguration } from './configuration.ts';
import type { EvaluatorSettings, NoiseFloorReply } from './evaluation.ts';
import { openService, type EvaluationService, type ServiceOptions } from './evaluation-service.ts';
import { hostGates, isOutcome, type HostGates } from './host-gates.ts';
import type { Objective } from './objectives.ts';
import { notVerified } from './not-verified.ts';
import { openNamed } from './open-device.ts';
import { referenceOf } from './parts.ts';
import { evokeVersion, gitState } from './provenance.ts';
import { openRecording } from './replay.ts';
import { resultOf } from './result.ts';
import { openWorstOf } from './worst-service.ts';
import { bestDevice } from './best-device.ts';

/** What a user asks of a run; what is left out has a default. */
export interface RunOptions {
  readonly kernel: string;
  readonly workload?: string;
  /** `worst`: the worst ratio over `workload` and `others` counts, instead of the one workload's. */
  readonly objective?: 'worst';
  readonly others?: readonly string[];
  readonly device?: string;
  /** With the device `replay`: the run that answers. */
  readonly recording?: string;
  readonly evaluations?: number;
  readonly seconds?: number;
  readonly stagnation?: number;
  readonly targetSpeedup?: number;
  readonly floorFraction?: number;
  readonly seed: number;
  /** What selection weighs beside time and error; default: nothing. */
  readonly objectives?: readonly Objective[];
  readonly control: boolean;
  readonly workers?: number;
  readonly memoryCapMiB?: number;
  readonly search?: Readonly<Record<string, number>>;
}

export interface RunSurroundings {
  /** Called once all that the user gave is known to be good, so that a mistake leaves no database behind. */
  readonly openStore: () => Store;
  /** Another way to evaluate than this process or its children. */
  readonly openService?: typeof openService;
  readonly signal: AbortSignal;
  readonly observe: (event: RunEvent) => void;
}

export type RunEvent =
  | { readonly kind: 'calibrating'; readonly device: DeviceInfo; readonly kernel: string; readonly workload: string }
  | { readonly kind: 'started'; readonly run: string; readonly device: DeviceInfo; readonly kernel: string; readonly workload: string; readonly calibration: NoiseFloorReply }
  | { readonly kind: 'arm'; readonly arm: Arm; readonly event: ArmEvent };

/**
 * What a child may take where nobody says. For a card it holds workloads that are larger than the card's caches, twice, and
 * the driver itself maps some hundred MiB; a child that is more than half full is replaced, which would cost a context each time.
 */
function usualMemoryMiB({ name }: Pick<DeviceInfo, 'name'>): number {
  const usual = 2048;
  return name === 'cuda' ? Math.max(usual, Math.min(16 * 1024, Math.floor(totalmem() / 2 ** 21))) : usual;
}

/** Starts a run and sees it to its end, an interruption or a stop rule. */
export async function startRun(options: RunOptions, surroundings: RunSurroundings): Promise<RunResult> {
  searchSettings(options.search); // a wrong setting is told before anything is measured
  const source = loadKernel(options.kernel);
  const recording = options.device === 'replay' ? openRecording(surroundings.openStore(), options.recording, source) : undefined;
  const recorded = recording && surroundings.openStore().runs.get(options.recording!);
  const entry = recorded && options.workload === undefined
    ? { spec: recorded.workload, directory: readConfiguration(recorded.configuration, recorded.id).workload.directory }
    : workloadFor(source, options.workload);
  const device = recording?.device ?? (await describeDevice(options.device ?? (await bestDevice(source.kernel))));
  const seed = options.seed;
  const workers = options.workers ?? (device.estimate ? 0 : 1);
  const memoryCapMiB = options.memoryCapMiB ?? usualMemoryMiB(device);
  const prepared = prepare(source, entry, device, seed, options.objectives);
  const others = othersOf(options, source, entry);
  const set = [prepared, ...preparedOthers(others, prepared, seed)];
  for (const each of set) refuseWrong(each);
  const store = surroundings.openStore();
  surroundings.observe({ kind: 'calibrating', device, kernel: prepared.source.kernel.signature.name, workload: setName(set) });
  const service = recording?.service ?? (await openSet(set, { workers, memoryCapMiB }, surroundings.openService));
  try {
    const calibration = await service.begin();
    const { evaluations, seconds, stagnation, targetSpeedup, floorFraction, recording: from, control, objectives } = options;
    const configuration: RunConfiguration = {
      ...given({ evaluations, seconds, stagnation, targetSpeedup, floorFraction, recording: from }),
      device: device.name, workload: { name: entry.spec.name, directory: resolve(entry.directory) },
      ...(others.length > 0 && { worstOf: others.map(({ spec, directory }) => ({ spec, directory: resolve(directory) })) }),
      ...(objectives && { objectives: [...objectives] }), seed, control, workers, memoryCapMiB, search: { ...options.search }, calibration,
    };
    const now = () => new Date().toISOString();
    const run = store.runs.create({
      created: now(), configuration: configuration as unknown as Json, kernel: source, workload: entry.spec, device,
      git: gitState('.'), evokeVersion, seed,
    });
    return await carryOut(run, set, configuration, service, surroundings);
  } finally {
    await service.close();
  }
}

/** Goes on with a run that was interrupted: repeats it from its records, then continues. */
export async function resumeRun(name: string, surroundings: RunSurroundings): Promise<RunResult> {
  const store = surroundings.openStore();
  const stored = store.runs.get(name);
  if (stored.status === 'finished') throw new UserError(`run ${stored.id} has finished (${stored.stopReason}); 'evoke lineage ${stored.id}' shows its edits, a new 'evoke run' starts another`);
  const configuration = readConfiguration(stored.configuration, stored.id);
  const source = parseSource(stored.kernel.text, stored.kernel.file);
  const recording = configuration.device === 'replay' ? openRecording(store, configuration.recording, source) : undefined;
  const device = recording?.device ?? (await describeDevice(configuration.device));
  refuseOtherToolchain(stored, device);
  const entry = { spec: stored.workload, directory: configuration.workload.directory, path: configuration.workload.name };
  const prepared = prepare(source, entry, device, configuration.seed, configuration.objectives);
  const set = [prepared, ...preparedOthers(configuration.worstOf ?? [], prepared, configuration.seed)];
  store.runs.claim(stored.id, new Date().toISOString());
  const service = recording?.service ?? (await openSet(set, configuration, surroundings.openService));
  try {
    await service.begin();
    return await carryOut(stored.id, set, configuration, service, surroundings);
  } finally {
    await service.close();
  }
}

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
  if (!checked.ok) throw new UserError(`${source.file} does not fit ${device.name}: ${checked.detail}`);
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

/** Names what programs are launched on. */
function launchName(set: readonly Prepared[]): string {
  const launched = set.flatMap(({ settings: { workload, fixed } }) => [workload.spec, fixed]);
  return createHash('sha256').update(JSON.stringify(launched)).digest('hex').slice(0, 20);
}

function setName(set: readonly Prepared[]): string {
  const names = set.map(({ settings }) => settings.workload.spec.name);
  return names.length === 1 ? names[0]! : `worst of ${names.join(', ')}`;
}

function openSet(set: readonly Prepared[], options: ServiceOptions, open: typeof openService = openService): Promise<EvaluationService> {
  const [only] = set;
  return set.length === 1 ? open(only!.settings, options) : openWorstOf(set.map(({ settings }) => settings), (settings) => open(settings, options));
}

/** The further workloads that were named. UserError where the objective and the rest of the options do not fit them. */
function othersOf({ objective, others = [], device, objectives, floorFraction }: RunOptions, source: SourceKernel, first: Pick<WorkloadEntry, 'spec'>): WorkloadEntry[] {
  if (objective === undefined) {
    if (others.length > 0) throw new UserError(`${others.length + 1} workloads are named, and a run searches on one; '--objective worst' searches on the worst of several`);
    return [];
  }
  const found = others.map((name) => workloadFor(source, name));
  const names = [first, ...found].map(({ spec }) => spec.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new UserError(`workload ${twice} is named twice; name different ones`);
  if (found.length === 0) throw new UserError(`--objective worst is about several workloads, and only ${names[0]!} is named; name two or more, each with --workload`);
  if (device === 'replay') throw new UserError('--objective worst measures on several workloads, and a recording has one answer to each program; leave it out, and a recorded run on the worst of several answers as it did');
  if (objectives?.includes('energy')) throw new UserError('--objective worst weighs time and error only; leave energy out of --objectives');
  if (floorFraction !== undefined) throw new UserError('--floor-fraction is about the floor of one workload; leave it out, or name one workload without --objective worst');
  return found;
}

/** The same kernel with each further workload. UserError where one program cannot be launched on all of them. */
function preparedOthers(others: readonly Pick<WorkloadEntry, 'spec' | 'directory'>[], { source, device, settings }: Prepared, seed: number): Prepared[] {
  return others.map((entry) => {
    const other = prepare(source, entry, device, seed);
    const shown = ({ fixed }: EvaluatorSettings) => Object.entries(fixed).map(([name, value]) => `${name} = ${value}`).join(', ');
    if (shown(other.settings) === shown(settings)) return other;
    throw new UserError(`workload ${settings.workload.spec.name} has ${shown(settings)}, workload ${entry.spec.name} has ${shown(other.settings)}: static sizes are compiled in, so one kernel cannot be judged on both; name workloads that agree in them`);
  });
}

async function carryOut(
  run: string, set: readonly Prepared[], configuration: RunConfiguration, service: EvaluationService, { openStore, signal, observe }: RunSurroundings,
): Promise<RunResult> {
  const store = openStore();
  const [prepared, ...others] = set as [Prepared, ...Prepared[]];
  const { source, device, settings } = prepared;
  const { calibration, seed } = configuration;
  observe({ kind: 'started', run, device, kernel: source.kernel.signature.name, workload: setName(set), calibration });
  const random = randomStream(seed);
  const variation = variationOf(source.kernel, device.capabilities, settings.fixed);
  const search = searchSettings(configuration.search);
  const clock = () => new Date().toISOString();

  const arm = (name: Arm, method: Search, rules: StopRules): Promise<ArmResult> => {
    const mortal = !device.estimate && device.name !== 'replay';
    const options = { store, run, arm: name, device: device.name, toolchain: device.toolchain, clock, ...(mortal && { launchedOn: launchName(set) }) };
    return runArm({
      search: method, service, device, fixed: settings.fixed, calibration, rules, signal,
      gates: gatesOf(prepared, others),
      recorder: recorder(options),
      rememberDeath: (text, outcome) => rememberDeath(options, text, outcome),
      elapsed: () => performance.now(),
      observe: (event) => observe({ kind: 'arm', arm: name, event }),
    });
  };
  const finish = (status: 'finished' | 'interrupted' | 'failed', stopReason: string, result: RunResult | null) =>
    store.runs.finish(run, { status, finished: clock(), stopReason, result: result as unknown as Json });

  try {
    const evolution = await arm('evolution', createSearch(search, variation, random.split('evolution')), rulesOf(configuration));
    const control = configuration.control && !evolution.interrupted
      ? await arm('random', createRandomSearch(search, variation, random.split('random')), { evaluations: evolution.evaluations })
      : null;
    const result = resultOf({ run, source, device, workload: setName(set), calibration, evolution, control });
    finish(result.status, result.stopReason, result);
    return result;
  } catch (thrown) {
    try {
      finish('failed', thrown instanceof Error ? thrown.message : String(thrown), null);
    } catch { /* the store may be what failed; the first error is the one to tell */ }
    throw thrown;
  }
}

function rulesOf({ evaluations, seconds, stagnation, targetSpeedup, floorFraction }: RunConfiguration): StopRules {
  return {
    ...(evaluations !== undefined && { evaluations }), ...(seconds !== undefined && { elapsedMs: seconds * 1000 }),
    ...(stagnation !== undefined && { stagnation }), ...(targetSpeedup !== undefined && { speedup: targetSpeedup }),
    ...(floorFraction !== undefined && { floorFraction }), repeats: 2000,
  };
}

/** The workload named, else the operation's default. */
export function workloadFor(source: SourceKernel, name: string | undefined): WorkloadEntry {
  if (name !== undefined) return inItsNames(source, findWorkload(name));
  const { operation, name: kernel } = source.kernel.signature;
  if (operation === undefined) throw new UserError(`kernel ${kernel} names no @operation, so it has no default workload; name one with --workload ('evoke workloads list')`);
  return inItsNames(source, defaultWorkload(operation));
}

/** A workload names sizes as operations do; a kernel may call them otherwise (`vocabulary` for `rows`). */
function inItsNames({ kernel }: SourceKernel, entry: WorkloadEntry): WorkloadEntry {
  const { sizes } = entry.spec;
  const own = Object.entries(sizeNamesOf(kernel.signature)).filter(([symbol, name]) => Object.hasOwn(sizes, symbol) && !Object.hasOwn(sizes, name));
  if (own.length === 0) return entry;
  return { ...entry, spec: { ...entry.spec, sizes: { ...sizes, ...Object.fromEntries(own.map(([symbol, name]) => [name, sizes[symbol]!])) } } };
}

export async function describeDevice(name: string): Promise<DeviceInfo> {
  const device = await openNamed(name);
  await device.close();
  return device.info;
}

export function refuseOtherToolchain(stored: StoredRun, device: DeviceInfo): void {
  if (stored.device.toolchain === device.toolchain && stored.device.hardware === device.hardware) return;
  throw new UserError(`run ${stored.id} was measured on ${stored.device.hardware} with ${stored.device.toolchain}; here is ${device.hardware} with ${device.toolchain}: times cannot be mixed, start a new run`);
}

/** The options that were given. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

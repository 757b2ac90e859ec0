import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { DeviceInfo, Json, RunResult } from '../model/index.ts';
import { createRandomSearch, createSearch, searchSettings, type Search, type StopRules } from '../search/index.ts';
import type { Arm, Store } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import { loadKernel, parseSource } from './1-parse.ts';
import { variationOf } from './2-vary.ts';
import { recorder, rememberDeath } from './9-record.ts';
import { runArm, type ArmEvent, type ArmResult } from './arm.ts';
import { bestDevice } from './best-device.ts';
import { readConfiguration, type RunConfiguration } from './configuration.ts';
import type { NoiseFloorReply } from './evaluation.ts';
import type { EvaluationService, openService } from './evaluation-service.ts';
import { describeDevice, refuseOtherToolchain } from './open-device.ts';
import { gatesOf, prepare, refuseWrong, type Prepared } from './prepare.ts';
import { evokeVersion, gitState } from './provenance.ts';
import { openRecording } from './replay.ts';
import { resultOf } from './result.ts';
import { workloadFor } from './workload-for.ts';
import { launchName, openSet, othersOf, preparedOthers, setName, type SetOptions } from './workload-set.ts';

/** What a user asks of a run; what is left out has a default. */
export interface RunOptions extends SetOptions {
  readonly kernel: string;
  readonly workload?: string;
  /** With the device `replay`: the run that answers. */
  readonly recording?: string;
  readonly evaluations?: number;
  readonly seconds?: number;
  readonly stagnation?: number;
  readonly targetSpeedup?: number;
  readonly seed: number;
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

/** The options that were given. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

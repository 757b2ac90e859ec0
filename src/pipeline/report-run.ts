import { check, printKernel } from '../dialect/index.ts';
import { applyGenome } from '../edits/genome.ts';
import { operatorsByName } from '../edits/index.ts';
import type { Capability, Genome, Kernel, Outcome, Program, RunResult, Sizes, SourceKernel } from '../model/index.ts';
import type { Analyses, ArmPage, BestIndividual, EditPage, EmittedCode, RunFigures, RunPage, TargetText } from '../report/html/index.ts';
import type { Store, StoredRun } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { parseSource } from './1-parse.ts';
import { isProgram, lower } from './6-lower.ts';
import { staticSizes } from './7-verify.ts';
import { armOf, confirmedBy } from './run-arms.ts';
import { readConfiguration, type RunConfiguration } from './configuration.ts';
import { leastBytes } from './least-bytes.ts';
import { reproduction } from './reproduction.ts';
import { timeOf, timesOfRun } from './run-times.ts';
import { workloadsOf } from './run-workloads.ts';

/** The targets that a page shows, the run's own first; what a kernel may need where no device says what it has. */
const targets: readonly { readonly target: string; readonly capabilities: readonly Capability[] | 'any' }[] = [
  { target: 'cuda', capabilities: 'any' },
  { target: 'wgsl', capabilities: ['grid', 'shared-memory', 'lane-exchange', 'vector', 'atomics', 'f16', 'bf16', 'i8', 'u8', 'u32', 'i64'] },
  { target: 'gpujs', capabilities: [] },
];

/**
 * `evoke report`, `evoke watch`: everything that the page of a run says, from the records alone; nothing is measured and
 * nothing written. Of a run that goes on it is what is known by now. UserError if there is no such run.
 */
export function collectPage(store: Store, name: string, analyses: Analyses = {}): RunPage {
  const run = store.runs.get(name);
  const configuration = readConfiguration(run.configuration, run.id);
  const source = parseSource(run.kernel.text, run.kernel.file);
  const result = run.status === 'running' ? null : (run.result as RunResult | null);
  const individual = store.reports.bestIndividual(run.id);
  const genome = individual === null ? [] : store.lineage.genome(run.id, 'evolution', individual);
  refuseUnknown(run, genome);
  const fixed = staticSizes(source.kernel.signature.statics, run.workload.sizes);
  const arms = (['evolution', 'random'] as const).flatMap((arm) => armOf(store, run.id, arm) ?? []);
  const best = individual === null ? null : bestOf(store, run, result, individual, arms);
  return {
    run, workloads: workloadsOf(run, configuration).map(({ spec }) => spec), result, best, arms, analyses, figures: figuresOf(store, run, configuration, source, best, arms),
    edits: individual === null ? [] : editsOf(store, run.id, individual, source, genome),
    stages: [...genome.keys(), genome.length].map((count) => printKernel(mutant(source, genome.slice(0, count)))),
    emitted: emittedCode(run, source.kernel, mutant(source, genome), fixed),
    reproduce: reproduction(run, configuration),
  };
}

/** One line on how far a run is: changes whenever its page does. */
export function progressOf(store: Store, id: string): string {
  const { status } = store.runs.get(id);
  const arms = (['evolution', 'random'] as const).map((arm) => `${store.evaluations.count(id, arm)} by ${arm === 'random' ? 'random search' : arm}`);
  const best = confirmedBy(store.progress.promotions(id, 'evolution')).at(-1);
  return `Live: run ${id} is ${status}; evaluations recorded: ${arms.join(', ')}; ${best === undefined ? 'nothing surely faster yet' : `best so far ${best.speedup.estimate.toFixed(3)}×`}.`;
}

function mutant(source: SourceKernel, genome: Genome): Kernel {
  return applyGenome(source.kernel, genome, operatorsByName).kernel;
}

function refuseUnknown({ id, evokeVersion }: StoredRun, genome: Genome): void {
  const unknown = genome.find(({ operator }) => !operatorsByName.has(operator));
  if (unknown) throw new UserError(`run ${id} was made by Evoke ${evokeVersion}, whose edit operator '${unknown.operator}' this one does not have; report it with the version that made it`);
}

/** All of one draw of the workload, so that they can stand beside each other. */
function figuresOf(store: Store, run: StoredRun, configuration: RunConfiguration, { kernel: { signature } }: SourceKernel, best: BestIndividual | null, arms: readonly ArmPage[]): RunFigures {
  const { calibration, workload: { directory }, objectives = [] } = configuration;
  const { unit, draw, unmodified, physicalFloor } = timesOfRun(store, run, configuration, signature);
  const random = arms.find(({ arm }) => arm === 'random')?.confirmed.at(-1)?.speedup.estimate;
  const timed = best?.last && unit !== 'share' ? timeOf(best.last.best) : best && unmodified / best.speedup.estimate;
  return {
    unit, unmodified, best: timed, random: random === undefined ? null : unmodified / random, noiseFloor: calibration.floor, physicalFloor,
    bytes: physicalFloor === null ? null : leastBytes(signature, { spec: run.workload, directory }, draw),
    energy: objectives.includes('energy') ? { unmodified: calibration.energy ?? null, best: best && energyOf(store, run.id, best.individual) } : null,
  };
}

/** Millijoules a launch on the held-out draw, as read last; null where it never got so far. */
function energyOf(store: Store, run: string, individual: number): number | null {
  const read = store.reports.individual(run, individual).evaluations.flatMap(({ kind, outcome }) => (kind !== 'screen' && outcome.kind === 'measured' ? [outcome.energy] : []));
  return read.findLast((energy) => energy !== undefined) ?? null;
}

/** The figure of the run's end where there is one, else what its promotions make together. */
function bestOf(store: Store, run: StoredRun, result: RunResult | null, individual: number, arms: readonly ArmPage[]): BestIndividual {
  const promotion = store.progress.promotions(run.id, 'evolution').findLast(({ accepted }) => accepted)!;
  const { evaluations } = store.reports.individual(run.id, individual);
  const last = result !== null && result.best.individual === individual ? result : null;
  const measured = evaluations.flatMap(({ kind, outcome }) => (outcome.kind === 'measured' ? [{ final: kind === 'confirm', outcome }] : []));
  return {
    individual, last,
    speedup: last?.speedup ?? arms.find(({ arm }) => arm === 'evolution')!.confirmed.at(-1)!.speedup,
    verdict: last?.verdict ?? promotion.measurement.verdict,
    groups: last?.groups ?? promotion.measurement.groups ?? [],
    pairs: (last ? (measured.findLast(({ final }) => final)?.outcome ?? promotion) : promotion).measurement.pairs,
    error: measured.length === 0 ? null : Math.max(...measured.map(({ outcome }) => outcome.error)),
  };
}

function editsOf(store: Store, run: string, individual: number, source: SourceKernel, genome: Genome): EditPage[] {
  const active = new Set(applyGenome(source.kernel, genome, operatorsByName).active.map(({ id }) => id));
  const survivors = new Set(genome.map(({ id }) => id));
  return store.reports.survivingEdits(run, individual).map((survivor) => {
    const carried = store.lineage.genome(run, 'evolution', survivor.born.individual).map(({ id }) => id);
    return {
      ...survivor,
      active: active.has(survivor.edit.id),
      bornWith: carried.filter((id) => survivors.has(id) && id !== survivor.edit.id),
      actsOn: genome.find(({ id }) => survivor.edit.target.startsWith(`${id}.`))?.id ?? null,
    };
  });
}

/** What the device was given first; a target that cannot say a kernel says why. */
function emittedCode({ device }: StoredRun, base: Kernel, best: Kernel, fixed: Sizes): EmittedCode[] {
  const own = { target: device.target, capabilities: device.capabilities };
  const others = targets.filter(({ target }) => target !== device.target);
  return [...(others.length < targets.length ? [own] : []), ...others].map(({ target, capabilities }) => {
    const text = (kernel: Kernel): TargetText => {
      const checked = check(kernel, capabilities);
      return checked.ok ? textOf(lower(checked.typed, { target, ...(device.limits && { limits: device.limits }) }, fixed)) : { refused: checked.detail };
    };
    return { target, measured: target === device.target, base: text(base), best: text(best) };
  });
}

function textOf(lowered: Program | Outcome): TargetText {
  return isProgram(lowered) ? { text: lowered.text } : { refused: 'detail' in lowered ? lowered.detail : lowered.kind };
}

import { check, printKernel } from '../dialect/index.ts';
import { applyGenome } from '../edits/genome.ts';
import { operatorsByName } from '../edits/index.ts';
import { exportKernel, formatNamed, refuseUnusable, runSelfCheck, type ExportRequest, type Provenance, type SelfCheckCase } from '../exports/index.ts';
import type { Genome, RunResult, Signature, Sizes, SourceKernel } from '../model/index.ts';
import { openStore, type Store, type StoredRun } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { existsSync } from 'node:fs';
import { allowedErrors, casesFor, operationOf, oracleOf, type TestCase } from '../verify/index.ts';
import { generateArguments, type WorkloadEntry } from '../workloads/index.ts';
import { kernelNames, loadKernel, looksLikeFile } from './1-parse.ts';
import { staticSizes } from './7-verify.ts';
import { bestOfRun } from './best-of-run.ts';
import { readConfiguration } from './configuration.ts';
import { referenceOf } from './parts.ts';
import { evokeVersion, gitState } from './provenance.ts';
import { describeDevice } from './open-device.ts';
import { prepare, refuseWrong } from './prepare.ts';
import { workloadsOf } from './run-workloads.ts';
import { workloadFor } from './workload-for.ts';

export { refuseUnusable };

/** What an export came to; `ok` and `complete` are the word of the package's own self-check: nothing wrong, and all tried. */
export interface Exported {
  readonly folder: string;
  readonly files: readonly string[];
  readonly selfCheck: string;
  readonly ok: boolean;
  readonly complete: boolean;
}

export interface ExportOptions {
  readonly format: string;
  readonly out: string;
  readonly db: string;
  /** For a kernel file: the workload whose static sizes are compiled in. */
  readonly workload?: string;
  /** Of a run: another individual than its best. */
  readonly individual?: number;
}

/** `evoke export`: of a kernel file or shipped name, else of a run in the database. */
export async function exportAnything(what: string, { format, out, db, workload, individual }: ExportOptions): Promise<Exported> {
  formatNamed(format);
  refuseUnusable(out);
  if (kernelNames().includes(what) || looksLikeFile(what) || existsSync(what)) {
    if (individual !== undefined) throw new UserError(`${what} is a kernel file, which has no individuals; --individual is for a run`);
    const source = loadKernel(what);
    const entry = workloadFor(source, workload);
    refuseWrong(prepare(source, entry, await describeDevice('model'), 1));
    const provenance: Provenance = { evokeVersion, created: new Date().toISOString(), edits: [], git: gitState('.') };
    return write(source, [], entry, { format, out, provenance });
  }
  const store = openStore(db, { readonly: true });
  try {
    return await exportRun(store, what, format, out, individual);
  } finally {
    store.close();
  }
}

/** The best kernel of a run, or another individual; the unmodified one where no edit survived, which the package then says. */
export async function exportRun(store: Store, name: string, format: string, out: string, individual?: number): Promise<Exported> {
  const { run, source, genome } = bestOfRun(store, name, individual);
  const { workload } = readConfiguration(run.configuration, run.id);
  const figures = individual === undefined ? figuresOf(run.result as RunResult | null) : figuresOf(heldOutLook(store, run.id, individual));
  return write(source, genome, { spec: run.workload, directory: workload.directory }, { format, out, provenance: runProvenance(run, genome, figures) });
}

/** Where a kernel of that run comes from. */
export function runProvenance(run: StoredRun, genome: Genome, figures: Partial<Figures>): Provenance {
  const workloads = workloadsOf(run, readConfiguration(run.configuration, run.id)).map(({ spec }) => spec.name);
  return {
    evokeVersion, created: new Date().toISOString(), runId: run.id, runVersion: run.evokeVersion, device: run.device.name, hardware: run.device.hardware,
    toolchain: run.device.toolchain, workload: workloads.length === 1 ? workloads[0] : `${workloads.join(', ')}, of which the worst counts`, seed: run.seed, estimate: run.device.estimate, ...figures, git: run.git,
    edits: genome.map(({ id, operator, target }) => ({ id, operator, target, requires: operatorsByName.get(operator)!.requires })),
  };
}

type Figures = Pick<RunResult, 'speedup' | 'verdict'> & { readonly noiseFloor?: number };

function figuresOf(found: Figures | null): Partial<Figures> {
  return found ? { speedup: found.speedup, verdict: found.verdict, ...(found.noiseFloor !== undefined && { noiseFloor: found.noiseFloor }) } : {};
}

/**
 * What an individual measured last against the unmodified kernel, on held-out inputs; null where it only ran beside others.
 * UserError for one that never stood those inputs: a first look does not make a kernel right.
 */
function heldOutLook(store: Store, run: string, individual: number): Figures | null {
  const looks = store.reports.individual(run, individual).evaluations.filter(({ kind, outcome }) => kind !== 'screen' && outcome.kind === 'measured');
  if (looks.length === 0) throw new UserError(`individual ${individual} of run ${run} never stood held-out inputs, so it is not exported; 'evoke lineage ${run}' names the best, 'evoke minimize ${run}' makes a smaller one`);
  const last = looks.findLast(({ against }) => against === null)?.outcome;
  return last?.kind === 'measured' ? last.measurement : null;
}

type Subject = Pick<WorkloadEntry, 'spec' | 'directory'>;
type Wanted = Pick<ExportRequest, 'format' | 'out' | 'provenance'>;

async function write(source: SourceKernel, genome: Genome, workload: Subject, wanted: Wanted): Promise<Exported> {
  const { folder, files } = await exportKernel(requestOf(source, genome, workload, wanted));
  const { ok, complete, output } = await runSelfCheck(folder);
  return { folder, files, ok, complete, selfCheck: output.trim() };
}

/** All that a format needs to know of the kernel that a genome makes. */
export function requestOf(source: SourceKernel, genome: Genome, workload: Subject, wanted: Wanted): ExportRequest {
  const { signature: own } = source.kernel;
  const profile = own.profile ?? operationOf(own)?.profiles[0];
  const signature = { ...own, ...(profile !== undefined && { profile }) };
  const checked = check({ ...applyGenome(source.kernel, genome, operatorsByName).kernel, signature }, 'any');
  if (!checked.ok) throw new Error(`the exported kernel does not check: ${checked.detail}`);
  const { sizes } = generateArguments(signature, workload.spec, { draw: 'train', directory: workload.directory });
  const fixed = staticSizes(signature.statics, sizes);
  const provenance = { ...wanted.provenance, kernel: { name: own.name, hash: source.hash }, verified: verifiedBy(signature, wanted.provenance), ...(wanted.provenance.workload === workload.spec.name && { sizes }) };
  return { ...wanted, provenance, typed: checked.typed, base: source.text, fixed, sizes, checks: selfChecks(signature, fixed, printKernel(source.kernel)) };
}

/** What the gates held a kernel to, and where, in words. */
function verifiedBy({ operation, profile }: Signature, { runId, estimate, device }: Provenance): string {
  const oracle = operation === undefined ? 'the unmodified kernel in float64' : `the float64 oracle of ${operation} as ${profile} defines it`;
  if (runId === undefined) return `against ${oracle}, on hostile inputs in the checking interpreter`;
  const inputs = 'on hostile inputs, the workload and a held-out draw of it';
  return `against ${oracle}, ${inputs}, in the checking interpreter${estimate === true ? ' alone: no device has run it' : ` and on ${device}`}`;
}

/** At most so many values go into the text of a package's self-check. */
const mostValues = 20_000;

/** The smallest of the hostile cases, with what the oracle of the unmodified kernel says. */
function selfChecks(signature: Signature, fixed: Sizes, baseText: string): SelfCheckCase[] {
  const oracle = oracleOf(signature, referenceOf(baseText));
  const cases = casesFor(signature, { fixed, seed: 'self-check', generation: 0, level: 'tiny' }).filter((each) => oracle(each).expected.length > 0);
  const size = (each: TestCase) => Object.values(each.arguments).reduce((sum, { values }) => sum + values.length, oracle(each).expected.length);
  let left = mostValues;
  return cases.sort((a, b) => size(a) - size(b)).filter((each, at) => at === 0 || (left -= size(each)) > 0)
    .map((each) => ({ name: each.name, sizes: each.sizes, arguments: each.arguments, expected: oracle(each).expected, allowed: allowedErrors(oracle(each)) }));
}

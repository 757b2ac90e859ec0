import { failureOf } from '../../devices/index.ts';
import type { ArrayData, CacheState, CardBench, CardResult, CardTiming, Device, Executable, Kernel, Signature, SourceKernel, WorkloadSpec } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { bytesOf } from '../../util/scalars.ts';
import { randomStream } from '../../util/random.ts';
import { bytesOfLaunch, type Oracle, oracleOf, usedRows, verifyExecutable, workloadCase, type TestCase } from '../../verify/index.ts';
import { findWorkload, generateArguments } from '../../workloads/index.ts';
import { loadKernel } from '../1-parse.ts';
import { compileAhead, compiledFor } from './compiled.ts';
import { median } from './figure.ts';
import { scaledTo } from './scale.ts';

export interface CardVersion {
  /** `plain`, `hand-tuned (pool-sum-grid)`, `evolved (r-1a2b3c)`. */
  readonly version: string;
  readonly operation: string;
  readonly source: Pick<SourceKernel, 'kernel' | 'file'>;
}

export interface CardOptions {
  /** Bytes that a workload's arrays may take. */
  readonly memory: number;
  readonly workloads: readonly string[];
  readonly versions: readonly CardVersion[];
  /** Rounds in which the versions take turns. */
  readonly rounds: number;
  readonly launches: number;
  readonly progress: (text: string) => void;
}

/** Published shapes: cuEmbed's sweep, MLPerf's DLRM-DCNv2 tables, FBGEMM's, DeepRecSys', and the dot interactions. */
export const cardWorkloads: readonly string[] = [
  'cuembed-sweep-uniform-32x64', 'cuembed-sweep-zipf105-32x1', 'cuembed-sweep-zipf105-128x16', 'cuembed-sweep-zipf115-128x64',
  'mlperf-dcnv2-c11', 'mlperf-dcnv2-c20', 'mlperf-dcnv2-c21', 'fbgemm-device', 'deeprecsys-rm1', 'deeprecsys-rm2', 'deeprecsys-rm3', 'dot-27x64', 'dot-27x128',
];

const operations = ['gather', 'pool-sum', 'interact-dot'];

/** The shipped kernels of an operation: the plain one, and those written by hand for it. */
export function shippedVersions(names: readonly string[]): CardVersion[] {
  return names.map((name) => {
    const source = loadKernel(name);
    return { version: operations.includes(name) ? 'plain' : `hand-tuned (${name})`, operation: source.kernel.signature.operation ?? name, source };
  });
}

/** Versions that compute the same of the same bytes on a workload: of one operation and one type of elements. */
export interface Contest {
  readonly spec: WorkloadSpec;
  /** `pool-sum`, `interact-dot of f16`. */
  readonly what: string;
  readonly own: readonly CardVersion[];
}

export function nameOf({ spec, what }: Contest): string {
  return `${what} on ${spec.name}`;
}

export function contestsOver(specs: readonly WorkloadSpec[], versions: readonly CardVersion[]): Contest[] {
  return specs.flatMap((spec) => {
    const contests = new Map<string, CardVersion[]>();
    for (const version of versions) {
      if (!spec.operations.includes(version.operation) || !operations.includes(version.operation)) continue;
      const { scalar } = version.source.kernel.signature.parameters[0]!.type;
      const what = scalar === 'f32' ? version.operation : `${version.operation} of ${scalar}`;
      contests.set(what, [...(contests.get(what) ?? []), version]);
    }
    return [...contests].map(([what, own]) => ({ spec, what, own }));
  });
}

/**
 * How near a card comes to its physical floor: measured bandwidths first, then each kernel plain, hand-tuned and evolved on
 * published shapes, cold and warm, as a fraction of the time that the bytes which must move would take at that bandwidth.
 * Versions of a kernel are timed by turns, in an order drawn anew for each round. Each one's output is held against the oracle on
 * the very arrays it is timed on, and after every batch of timed launches the last one's output against that. Distinct rows
 * stand beside lookups: skewed lookups are served by caches, and may then beat memory.
 *
 * @param keep is given the report so far: once the bandwidths are known, and after every contest
 * @throws UserError for a workload that there is none of
 */
export async function cardBench(device: Device, options: CardOptions, keep: (report: CardBench) => void = () => {}): Promise<CardBench> {
  const { memory, workloads, versions, progress } = options;
  const { info } = device;
  const copy: { bytes: number; bandwidth: number }[] = [];
  for (const bytes of [2 ** 22, 2 ** 26, Math.max(2 ** 27, Math.min(memory, 2 ** 32))]) copy.push({ bytes, bandwidth: await device.bandwidth(bytes) });
  const specs = workloads.map((name) => scaledTo(memory, findWorkload(name).spec));
  const widths = [...new Set(specs.filter(({ sizes }) => sizes['rows'] !== undefined).map(({ sizes }) => 4 * (sizes['dim'] ?? 1)))].sort((a, b) => a - b);
  const randomRows: { rowBytes: number; bandwidth: number }[] = [];
  for (const rowBytes of device.randomRowBandwidth ? widths : []) randomRows.push({ rowBytes, bandwidth: await device.randomRowBandwidth!(rowBytes) });
  const contests = contestsOver(specs, versions);
  const results: CardResult[] = [];
  const left: string[] = [];
  const report = (done: number): CardBench => ({
    device: info.name, hardware: info.hardware, toolchain: info.toolchain, estimate: info.estimate, unit: info.unit, memory, copy, randomRows,
    results: [...results], left: [...left], unfinished: contests.slice(done).map(nameOf), observations: device.observations?.() ?? null,
  });
  keep(report(0));
  for (const [at, contest] of contests.entries()) {
    progress(`${nameOf(contest)} …`);
    const measured = await oneContest(device, contest, options, { copy: copy.at(-1)!.bandwidth, randomRows });
    results.push(...measured.results);
    left.push(...measured.left);
    keep(report(at + 1));
  }
  return report(contests.length);
}

interface Bandwidths {
  readonly copy: number;
  readonly randomRows: readonly { readonly rowBytes: number; readonly bandwidth: number }[];
}

interface Ready {
  readonly version: CardVersion;
  readonly executable: Executable;
  readonly error: number;
  /** What the timed launches must leave: a kernel whose two runs differ is refused before. */
  readonly output: ArrayData;
  readonly cold: number[];
  readonly warm: number[];
}

async function oneContest(device: Device, { spec, what, own }: Contest, { rounds, launches }: CardOptions, bandwidths: Bandwidths): Promise<Pick<CardBench, 'results' | 'left'>> {
  const left: string[] = [];
  const { signature } = own[0]!.source.kernel;
  const leave = (version: CardVersion, why: string) => left.push(`${version.version}, ${what} on ${spec.name}: ${why}`);
  let inputs: TestCase;
  try {
    inputs = workloadCase(signature, spec.name, generateArguments(signature, spec, { draw: 'bench' }).arguments);
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    return { results: [], left: [thrown.message] };
  }
  const ready = new Set<Ready>();
  const oracles = oneOracleEach();
  await compileAhead(device, own.map(({ source }) => source.kernel), inputs.sizes);
  try {
    for (const version of own) {
      const made = await prepared(device, version.source.kernel, inputs, oracles);
      if (typeof made === 'string') leave(version, made);
      else ready.add({ version, ...made, cold: [], warm: [] });
    }
    const turns = randomStream(`bench ${spec.name} ${what}`);
    for (let round = 0; round < rounds; round++) {
      for (const cache of ['cold', 'warm'] as const) {
        for (const each of turns.shuffle([...ready])) {
          const wrong = await timed(each, launches, cache);
          if (wrong === null) continue;
          leave(each.version, wrong);
          ready.delete(each);
          await each.executable.dispose();
        }
      }
    }
  } finally {
    for (const { executable } of ready) await executable.dispose();
  }
  const facts = factsOf(signature, inputs);
  return {
    left,
    results: [...ready].map(({ version, executable, error, cold, warm }) => ({
      workload: spec.name, operation: what, version: version.version, kernel: version.source.kernel.signature.name,
      ...facts, cold: timing(cold), warm: timing(warm), resources: executable.resources ?? null, error,
    })),
  };

  function timing(medians: readonly number[]): CardTiming {
    const time = median(medians);
    const random = bandwidths.randomRows.find(({ rowBytes }) => rowBytes === facts.rowBytes);
    const rows = facts.lookups * facts.rowBytes;
    return {
      median: time, fastest: Math.min(...medians), slowest: Math.max(...medians), ofCopy: facts.bytes / time / bandwidths.copy,
      ofRandomRows: random === undefined || facts.lookups === 0 ? null : (rows / random.bandwidth + (facts.bytesUncached - rows) / bandwidths.copy) / time,
    };
  }
}

/** Adds a batch's median to the version's times; or why none of them counts. */
async function timed({ executable, output, ...times }: Ready, launches: number, cache: CacheState): Promise<string | null> {
  try {
    times[cache].push(median(await executable.time(launches, { cache })));
    const after = await executable.lastOutput?.();
    const at = after === undefined ? -1 : firstDifference(output, after);
    return at < 0 ? null : `wrong when timed ${cache}, though right before: output ${at} is ${after!.values[at]}, and was ${output.values[at]}`;
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure === null) throw thrown;
    return `${failure.failed} when timed ${cache}, though right before: ${failure.detail}`;
  }
}

/** The first element whose bits differ, or −1. Bytes are compared first, as arrays may have hundreds of millions of elements. */
function firstDifference({ values: before }: ArrayData, { values: after }: ArrayData): number {
  const bytes = ({ buffer, byteOffset, byteLength }: ArrayData['values']) => Buffer.from(buffer, byteOffset, byteLength);
  return bytes(before).equals(bytes(after)) ? -1 : before.findIndex((value: number | bigint, at: number) => !Object.is(value, after[at]));
}

/** One oracle for all versions whose answers are stored alike: working one out takes longer than all launches. */
function oneOracleEach(): (signature: Signature) => Oracle {
  const made = new Map<string, Oracle>();
  return (signature) => {
    const key = `${signature.profile} ${signature.returns.scalar}`;
    const oracle = made.get(key) ?? oracleOf(signature, () => { throw new Error('a benchmarked kernel names its operation'); });
    made.set(key, oracle);
    return oracle;
  };
}

/** Compiled, bound to the inputs and shown right on them; or why not. */
async function prepared(device: Device, kernel: Kernel, inputs: TestCase, oracles: (signature: Signature) => Oracle): Promise<Pick<Ready, 'executable' | 'error' | 'output'> | string> {
  const executable = await compiledFor(device, kernel, inputs.sizes);
  if (typeof executable === 'string') return executable;
  const { signature } = kernel;
  try {
    const verified = await verifyExecutable(executable, signature, [inputs], oracles(signature));
    if (verified.ok) {
      const output = await executable.run();
      return { executable, error: verified.error, output: { ...output, values: output.values.slice() } }; // a device may hand the same memory out again
    }
    await executable.dispose();
    return `wrong: ${verified.where}: ${verified.detail}`;
  } catch (thrown) {
    await executable.dispose();
    const failure = failureOf(thrown);
    if (failure === null) throw thrown;
    return `${failure.failed}: ${failure.detail}`;
  }
}

function factsOf(signature: Kernel['signature'], launch: TestCase): Pick<CardResult, 'lookups' | 'distinctRows' | 'bytes' | 'bytesUncached'> & { rowBytes: number } {
  const { arguments: inputs } = launch;
  const bytes = bytesOfLaunch(signature, launch);
  const indices = inputs['indices']?.values;
  const lookups = indices?.length ?? 0;
  const distinctRows = indices === undefined ? 0 : usedRows(inputs);
  const rowBytes = indices === undefined ? 0 : bytesOf[inputs['table']!.scalar] * inputs['table']!.shape[1]!;
  return { lookups, distinctRows, rowBytes, bytes, bytesUncached: bytes + (lookups - distinctRows) * rowBytes };
}

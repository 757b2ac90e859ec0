import { failureOf } from '../../devices/index.ts';
import type { CardBench, CardResult, CardTiming, Device, Executable, Kernel, SourceKernel, WorkloadSpec } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { bytesOf } from '../../util/scalars.ts';
import { evaluateSize } from '../../util/size-expression.ts';
import { bytesThatMustMove, oracleOf, usedRows, verifyExecutable, workloadCase, type TestCase } from '../../verify/index.ts';
import { findWorkload, generateArguments } from '../../workloads/index.ts';
import { loadKernel } from '../1-parse.ts';
import { compiledFor } from './compiled.ts';
import { median } from './figure.ts';
import { scaledTo } from './scale.ts';

export interface CardVersion {
  /** `plain`, `hand-tuned`, `evolved`. */
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
    return { version: operations.includes(name) ? 'plain' : 'hand-tuned', operation: source.kernel.signature.operation ?? name, source };
  });
}

/**
 * How near a card comes to its physical floor: measured bandwidths first, then each kernel plain, hand-tuned and evolved on
 * published shapes, cold and warm, as a fraction of the time that the bytes which must move would take at that bandwidth.
 * Versions of a kernel are timed by turns, each one's output is held against the oracle on the very arrays it is timed on,
 * and distinct rows stand beside lookups: skewed lookups are served by caches, and may then beat memory.
 *
 * @throws UserError for a workload that there is none of
 */
export async function cardBench(device: Device, options: CardOptions): Promise<CardBench> {
  const { memory, workloads, versions, progress } = options;
  const { info } = device;
  const copy = [];
  for (const bytes of [2 ** 22, 2 ** 26, Math.max(2 ** 27, Math.min(memory, 2 ** 32))]) copy.push({ bytes, bandwidth: await device.bandwidth(bytes) });
  const specs = workloads.map((name) => scaledTo(memory, findWorkload(name).spec));
  const widths = [...new Set(specs.filter(({ sizes }) => sizes['rows'] !== undefined).map(({ sizes }) => 4 * (sizes['dim'] ?? 1)))].sort((a, b) => a - b);
  const randomRows = [];
  for (const rowBytes of device.randomRowBandwidth ? widths : []) randomRows.push({ rowBytes, bandwidth: await device.randomRowBandwidth!(rowBytes) });
  const results: CardResult[] = [];
  const left: string[] = [];
  for (const spec of specs) {
    for (const { what, own } of contestsOf(spec, versions)) {
      progress(`${spec.name}, ${what} …`);
      const measured = await oneWorkload(device, spec, own, options, { copy: copy.at(-1)!.bandwidth, randomRows });
      results.push(...measured.results.map((result) => ({ ...result, operation: what })));
      left.push(...measured.left);
    }
  }
  return { device: info.name, hardware: info.hardware, toolchain: info.toolchain, estimate: info.estimate, unit: info.unit, memory, copy, randomRows, results, left, observations: device.observations?.() ?? null };
}

/** The versions that compute the same of the same bytes on a workload: of one operation and one type of elements. */
export function contestsOf(spec: WorkloadSpec, versions: readonly CardVersion[]): { readonly what: string; readonly own: readonly CardVersion[] }[] {
  const contests = new Map<string, CardVersion[]>();
  for (const version of versions) {
    if (!spec.operations.includes(version.operation) || !operations.includes(version.operation)) continue;
    const { scalar } = version.source.kernel.signature.parameters[0]!.type;
    const what = scalar === 'f32' ? version.operation : `${version.operation} of ${scalar}`;
    contests.set(what, [...(contests.get(what) ?? []), version]);
  }
  return [...contests].map(([what, own]) => ({ what, own }));
}

interface Bandwidths {
  readonly copy: number;
  readonly randomRows: readonly { readonly rowBytes: number; readonly bandwidth: number }[];
}

interface Ready {
  readonly version: CardVersion;
  readonly executable: Executable;
  readonly error: number;
  readonly cold: number[];
  readonly warm: number[];
}

async function oneWorkload(
  device: Device, spec: WorkloadSpec, versions: readonly CardVersion[], { rounds, launches }: CardOptions, bandwidths: Bandwidths,
): Promise<Pick<CardBench, 'results' | 'left'>> {
  const left: string[] = [];
  const { signature } = versions[0]!.source.kernel;
  const leave = (version: CardVersion, why: string) => left.push(`${version.version} ${version.source.kernel.signature.name} on ${spec.name}: ${why}`);
  let inputs: TestCase;
  try {
    inputs = workloadCase(signature, spec.name, generateArguments(signature, spec, { draw: 'bench' }).arguments);
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    return { results: [], left: [thrown.message] };
  }
  const ready: Ready[] = [];
  try {
    for (const version of versions) {
      const made = await prepared(device, version.source.kernel, inputs);
      if (typeof made === 'string') leave(version, made);
      else ready.push({ version, ...made, cold: [], warm: [] });
    }
    for (let round = 0; round < rounds; round++) {
      for (const cache of ['cold', 'warm'] as const) for (const each of ready) each[cache].push(median(await each.executable.time(launches, { cache })));
    }
  } finally {
    for (const { executable } of ready) await executable.dispose();
  }
  const facts = factsOf(signature, inputs);
  return {
    left,
    results: ready.map(({ version, executable, error, cold, warm }) => ({
      workload: spec.name, operation: version.operation, version: version.version, kernel: version.source.kernel.signature.name,
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

/** Compiled, bound to the inputs and shown right on them; or why not. */
async function prepared(device: Device, kernel: Kernel, inputs: TestCase): Promise<{ executable: Executable; error: number } | string> {
  const executable = await compiledFor(device, kernel, inputs.sizes);
  if (typeof executable === 'string') return executable;
  const { signature } = kernel;
  try {
    const oracle = oracleOf(signature, () => { throw new Error('a benchmarked kernel names its operation'); });
    const verified = await verifyExecutable(executable, signature, [inputs], oracle);
    if (verified.ok) return { executable, error: verified.error };
    await executable.dispose();
    return `wrong: ${verified.where}: ${verified.detail}`;
  } catch (thrown) {
    await executable.dispose();
    const failure = failureOf(thrown);
    if (failure === null) throw thrown;
    return `${failure.failed}: ${failure.detail}`;
  }
}

function factsOf(signature: Kernel['signature'], { arguments: inputs, sizes }: TestCase): Pick<CardResult, 'lookups' | 'distinctRows' | 'bytes' | 'bytesUncached'> & { rowBytes: number } {
  const outputElements = signature.returns.dims.reduce((product, dim) => product * evaluateSize(dim, sizes), 1);
  const bytes = bytesThatMustMove(signature, inputs, outputElements);
  const indices = inputs['indices']?.values;
  const lookups = indices?.length ?? 0;
  const distinctRows = indices === undefined ? 0 : usedRows(inputs);
  const rowBytes = indices === undefined ? 0 : bytesOf[inputs['table']!.scalar] * inputs['table']!.shape[1]!;
  return { lookups, distinctRows, rowBytes, bytes, bytesUncached: bytes + (lookups - distinctRows) * rowBytes };
}

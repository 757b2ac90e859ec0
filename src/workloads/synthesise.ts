import type { WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { randomStream } from '../util/random.ts';
import { drawIndices } from './draw-indices.ts';
import { stackShares, totalVariation } from './histograms.ts';
import { profileIndices } from './profile.ts';
import { parseSpec } from './spec.ts';
import { traceFiles, writeTraceWorkload } from './trace-workload.ts';

/** A trace of any length made from a workload's distribution, and how far its own histogram is from the one it was made from. */
export interface Synthesised {
  readonly spec: WorkloadSpec;
  readonly specPath: string;
  readonly tracePath: string;
  /** Total variation distance to the published histogram, shares scaled to add up to 1; absent where the distribution is no histogram. */
  readonly distance?: number;
}

export interface SynthesiseOptions {
  /** Accesses of the trace. */
  readonly lookups: number;
  /** Where NAME.json and NAME.npy go; made if need be. */
  readonly directory: string;
  /** Default: that of the workload with the number of lookups. */
  readonly name?: string;
  /** The file of the workload it is made from, which it must not take the place of. */
  readonly source?: string;
  /** Rows of the table; default: the workload's. */
  readonly rows?: number;
}

/** @throws UserError for a workload without a distribution, a table too small for it, or a place that cannot be written to */
export function synthesise(from: WorkloadSpec, options: SynthesiseOptions): Synthesised {
  const { indices, sessions } = from;
  if (indices === undefined || indices.distribution === 'trace') throw new UserError(`workload ${from.name} has no distribution to draw a trace from; take one with uniform, zipf, reuse or stack indices`);
  if (sessions !== undefined) throw new UserError(`workload ${from.name} has sessions, which repeat whole bags and no single lookups; a run makes them: leave out sessions for a trace`);
  const rows = options.rows ?? from.sizes.rows;
  if (rows === undefined) throw new UserError(`workload ${from.name} gives no size rows; give it with --rows`);
  const name = options.name ?? `${from.name}-${options.lookups}`;
  const files = traceFiles(options.directory, name, options.source);
  const trace = drawIndices(indices, { rows, lookups: options.lookups, random: randomStream(`trace ${from.seed}`), directory: '.' });
  const { distinctInBag: _, scaledFrom: __, tables: ___, sweep: ____, ...kept } = from;
  const spec = parseSpec({
    ...kept, name, description: `${options.lookups} lookups synthesised from ${from.name}.`, sizes: { ...from.sizes, rows },
    indices: { distribution: 'trace', file: `${name}.npy` },
  }, files.specPath);
  writeTraceWorkload(options.directory, files, spec, trace);
  return { spec, ...files, ...(distanceOf(indices, trace)) };
}

function distanceOf(indices: NonNullable<WorkloadSpec['indices']>, trace: Int32Array): { distance?: number } {
  if (indices.distribution !== 'reuse' && indices.distribution !== 'stack') return {};
  const profile = profileIndices(trace);
  if (indices.distribution === 'stack') return { distance: totalVariation(stackShares(profile), indices.shareOfAccesses) };
  const sum = indices.shareOfAccesses.reduce((total, share) => total + share, 0);
  return { distance: totalVariation(profile.reuse.map(({ shareOfAccesses }) => shareOfAccesses), indices.shareOfAccesses.map((share) => share / sum)) };
}

import { resolve } from 'node:path';
import type { IndexProfile, Parameter, Signature, WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { generateArguments } from './generate.ts';
import { IdTable } from './id-table.ts';
import { readLog } from './log.ts';
import type { LogOptions } from './log.ts';
import { readTrace } from './trace.ts';

export const REUSE_BINS: readonly string[] = [
  '(0,1]', '(1,2]', '(2,4]', '(4,8]', '(8,16]', '(16,32]', '(32,64]', '(64,128]', '(128,256]', '(256,512]',
  '(512,1K]', '(1K,2K]', '(2K,4K]', '(4K,8K]', '(8K,16K]', '(16K,32K]', '>32K',
];

/** Counts accesses as they come; the profile of those that came. Memory grows with the distinct rows only. */
export function accessCounter(): { add(index: number): void; profile(): IndexProfile } {
  const ids = new IdTable();
  let counts = new Int32Array(1024);
  let lookups = 0;
  let maxIndex = -1;
  return {
    add(index) {
      const row = ids.number(index);
      if (row >= counts.length) {
        const longer = new Int32Array(counts.length * 2);
        longer.set(counts);
        counts = longer;
      }
      counts[row]!++;
      lookups++;
      if (index > maxIndex) maxIndex = index;
    },
    profile: () => summarise(counts.subarray(0, ids.size), lookups, maxIndex),
  };
}

/** The profile of row numbers in access order. */
export function profileIndices(trace: Iterable<number>): IndexProfile {
  const counter = accessCounter();
  for (const index of trace) counter.add(index);
  return counter.profile();
}

/** The profile of a log that was not imported. Errors as readLog. */
export async function profileLog(options: LogOptions): Promise<IndexProfile> {
  const counter = accessCounter();
  await readLog(options, counter.add);
  return counter.profile();
}

/**
 * The profile of a workload's accesses: of its whole trace, or of one draw of what is generated.
 * @throws UserError for a workload without indices
 */
export function profileWorkload(spec: WorkloadSpec, options: { directory: string; draw?: string }): IndexProfile {
  if (spec.indices === undefined) throw new UserError(`workload ${spec.name} has no indices to profile; take one for gather or pooling`);
  if (spec.indices.distribution === 'trace') return profileIndices(readTrace(resolve(options.directory, spec.indices.file)));
  const signature = spec.bagLengths === undefined ? accesses([indices]) : accesses([indices, offsets]);
  const inputs = generateArguments(signature, spec, { draw: options.draw ?? 'profile', directory: options.directory });
  return profileIndices(inputs.arguments.indices!.values as Int32Array);
}

const symbol = (name: string) => ({ kind: 'symbol', name }) as const;
const indices: Parameter = { name: 'indices', type: { scalar: 'i32', dims: [symbol('lookups')] } };
const offsets: Parameter = {
  name: 'offsets',
  type: { scalar: 'i32', dims: [{ kind: 'operation', operator: '+', left: symbol('bags'), right: { kind: 'number', value: 1 } }] },
};

/** A pooling kernel without its table: the draws are those of the kernel, the table's memory is not needed. */
function accesses(parameters: readonly Parameter[]): Signature {
  return {
    name: 'profile', description: '', parameters, statics: [],
    roles: { indices: { kind: 'index', into: symbol('rows') }, offsets: { kind: 'offsets', into: symbol('lookups') } },
    returns: { scalar: 'f32', dims: [] },
  };
}

function summarise(counts: Int32Array, lookups: number, maxIndex: number): IndexProfile {
  const accesses = REUSE_BINS.map(() => 0);
  for (const count of counts) accesses[Math.min(REUSE_BINS.length - 1, 32 - Math.clz32(count - 1))]! += count;
  const share = (count: number) => (lookups === 0 ? 0 : count / lookups);
  const hottestFirst = counts.slice().sort().reverse();
  const top = [0.001, 0.01, 0.1].map((shareOfRows) => {
    const rows = Math.ceil(counts.length * shareOfRows);
    return { shareOfRows, rows, shareOfAccesses: share(hottestFirst.subarray(0, rows).reduce((sum, count) => sum + count, 0)) };
  });
  return {
    lookups, distinctRows: counts.length, maxIndex, top,
    reuse: REUSE_BINS.map((uses, bin) => ({ uses, shareOfAccesses: share(accesses[bin]!) })),
  };
}

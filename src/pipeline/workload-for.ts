import type { Sizes, SourceKernel } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { sizeNamesOf } from '../verify/index.ts';
import { defaultWorkload, findWorkload, lookupsOf, type WorkloadEntry } from '../workloads/index.ts';
import { exampleWorkload } from './example-workload.ts';

/** The workload named, else the operation's default. */
export function workloadFor(source: SourceKernel, name: string | undefined): WorkloadEntry {
  if (name !== undefined) return inItsNames(source, findWorkload(name));
  const { signature } = source.kernel;
  const { operation } = signature;
  if (operation === undefined) throw new UserError(`kernel ${signature.name} names no @operation, so it has no default workload; name with --workload a file of yours that holds its sizes, such as ${JSON.stringify(exampleWorkload(signature))}`);
  return inItsNames(source, defaultWorkload(operation));
}

/** A workload names sizes as operations do; a kernel may call them otherwise (`vocabulary` for `rows`). */
function inItsNames({ kernel: { signature } }: SourceKernel, entry: WorkloadEntry): WorkloadEntry {
  const { spec } = entry;
  const lookups = Object.values(signature.roles).some(({ kind }) => kind === 'offsets') ? undefined : lookupsOf(spec);
  const sizes: Sizes = { ...(lookups !== undefined && { lookups }), ...spec.sizes };
  const own = Object.entries(sizeNamesOf(signature)).filter(([symbol, name]) => Object.hasOwn(sizes, symbol) && !Object.hasOwn(sizes, name));
  if (own.length === 0) return entry;
  return { ...entry, spec: { ...spec, sizes: { ...spec.sizes, ...Object.fromEntries(own.map(([symbol, name]) => [name, sizes[symbol]!])) } } };
}

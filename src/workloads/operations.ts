import type { WorkloadSpec } from '../model/index.ts';

/** The operations that workloads are made for, and what each asks of a specification. */
export const OPERATIONS = [
  'gather',
  'pool-sum', 'pool-mean', 'pool-max', 'pool-weighted-sum', 'pool-weighted-mean',
  'pool-sum-padded', 'pool-mean-padded', 'pool-max-padded', 'pool-weighted-sum-padded',
  'pool-sum-pruned', 'pool-mean-pruned', 'pool-weighted-sum-pruned',
  'gather-int8-tail', 'gather-int8-head', 'gather-int4-head', 'pool-sum-int8-tail', 'pool-sum-int8-head', 'pool-sum-int4-head',
  'interact-dot', 'interact-dot-self', 'interact-pairs', 'interact-pairs-self', 'interact-concat', 'interact-fm', 'interact-fm-sum',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What a specification lacks for an operation, as the words of a message; undefined where it fits. */
export function lacking(spec: WorkloadSpec, operation: string): string | undefined {
  const missingSize = (names: readonly string[]) => {
    const missing = names.find((name) => spec.sizes[name] === undefined);
    return missing === undefined ? undefined : `sizes.${missing}`;
  };
  if (operation.startsWith('interact-')) return missingSize(['batch', 'fields', 'dim']);
  const indices = spec.indices === undefined ? 'indices' : undefined;
  if (operation.startsWith('pool-')) {
    return missingSize(['rows', 'dim', 'bags']) ?? (spec.bagLengths === undefined ? 'bagLengths' : undefined) ?? indices;
  }
  if (!operation.startsWith('gather')) return undefined;
  const counted = spec.sizes.lookups !== undefined || (spec.sizes.bags !== undefined && spec.bagLengths !== undefined);
  return missingSize(['rows', 'dim']) ?? (counted ? undefined : 'sizes.lookups, or sizes.bags with bagLengths') ?? indices;
}

import type { WorkloadSpec } from '../model/index.ts';

/** The operations that workloads are made for, and what each asks of a specification. */
export const OPERATIONS = [
  'gather',
  'pool-sum', 'pool-mean', 'pool-max', 'pool-weighted-sum', 'pool-weighted-mean',
  'pool-sum-padded', 'pool-mean-padded', 'pool-max-padded', 'pool-weighted-sum-padded',
  'pool-sum-pruned', 'pool-mean-pruned', 'pool-weighted-sum-pruned',
  'gather-int8-tail', 'gather-int8-head', 'gather-int4-head', 'pool-sum-int8-tail', 'pool-sum-int8-head', 'pool-sum-int4-head',
  'gather-tables', 'pool-sum-tables', 'sequence-padded', 'pool-sum-unique', 'pool-sum-hot',
  'interact-dot', 'interact-dot-self', 'interact-pairs', 'interact-pairs-self', 'interact-dot-pooled', 'interact-concat', 'interact-fm', 'interact-fm-sum',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What a specification lacks for an operation, as the words of a message; undefined where it fits. */
export function lacking(spec: WorkloadSpec, operation: string): string | undefined {
  const missingSize = (names: readonly string[]) => {
    const missing = names.find((name) => spec.sizes[name] === undefined);
    return missing === undefined ? undefined : `sizes.${missing}`;
  };
  const indices = spec.indices === undefined ? 'indices' : undefined;
  if (operation.endsWith('-tables')) {
    return missingSize(['tables', 'total', 'elements', 'bags']) ?? (spec.bagLengths === undefined && operation.startsWith('pool-') ? 'bagLengths' : undefined) ?? indices;
  }
  if (operation === 'interact-dot-pooled') return missingSize(['batch', 'fields', 'dim', 'rows']) ?? (spec.bagLengths === undefined ? 'bagLengths' : undefined) ?? indices;
  if (operation.startsWith('interact-')) return missingSize(['batch', 'fields', 'dim']);
  if (operation.startsWith('pool-') || operation === 'sequence-padded') {
    const more = operation === 'sequence-padded' ? ['length'] : operation === 'pool-sum-unique' ? ['unique'] : operation === 'pool-sum-hot' ? ['hot_rows'] : [];
    return missingSize(['rows', 'dim', 'bags', ...more]) ?? (spec.bagLengths === undefined ? 'bagLengths' : undefined) ?? indices;
  }
  if (!operation.startsWith('gather')) return undefined;
  const counted = spec.sizes.lookups !== undefined || (spec.sizes.bags !== undefined && spec.bagLengths !== undefined);
  return missingSize(['rows', 'dim']) ?? (counted ? undefined : 'sizes.lookups, or sizes.bags with bagLengths') ?? indices;
}

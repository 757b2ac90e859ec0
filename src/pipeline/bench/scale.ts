import type { WorkloadSpec } from '../../model/index.ts';
import { meanBagLength } from '../../workloads/index.ts';

/**
 * A workload of published size cut to a memory: fewer rows, so that the table and the output fit, and fewer bags, so that
 * what the lookups read is about a table's worth. Shape, skew and bag lengths stay; a table stays far above any cache as
 * long as the memory does.
 */
export function scaledTo(memory: number, spec: WorkloadSpec): WorkloadSpec {
  const { rows, dim, bags, batch, fields, lookups } = spec.sizes;
  const sizes: Record<string, number> = { ...spec.sizes };
  const rowBytes = 4 * (dim ?? 1);
  const least = (value: number, most: number) => Math.max(1, Math.min(value, Math.floor(most)));
  if (rows !== undefined) sizes['rows'] = least(rows, memory / 2 / rowBytes);
  // rows read by the lookups of a bag, and the row that it becomes
  if (bags !== undefined) sizes['bags'] = least(bags, memory / 4 / (rowBytes * ((spec.bagLengths ? meanBagLength(spec.bagLengths) : 1) + 1) + 4));
  if (lookups !== undefined) sizes['lookups'] = least(lookups, memory / 4 / (2 * rowBytes + 4));
  if (batch !== undefined && fields !== undefined) sizes['batch'] = least(batch, memory / (rowBytes * (fields + 1) + 4 * ((fields + 1) * fields / 2 + (dim ?? 1))));
  const same = Object.keys(sizes).every((name) => sizes[name] === spec.sizes[name]);
  return same ? spec : { ...spec, sizes, scaledFrom: spec.name };
}

import type { PublishedTable, WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';

/**
 * A shipped workload is one table of a model, or one point of a sweep; the others are in its `tables` and `sweep`. A `#` after
 * its name takes one of them: `mlperf-dcnv2-c21#5`, the fifth table of the model, or `NAME#alpha=0,dim=32`, the point of the
 * sweep where these have other values. Each has a seed of its own.
 */

/** @throws UserError where there is no such table or point, telling which there are */
export function takePublished(spec: WorkloadSpec, which: string): WorkloadSpec {
  const part = which.includes('=') ? pointOf(spec, which) : tableOf(spec, which);
  const { tables: _, sweep: __, ...kept } = spec;
  return { ...kept, ...part, name: `${spec.name}.${which.replace(/[^A-Za-z0-9.]+/g, '-')}` };
}

/** A model's tables, one entry each. */
export function everyTable(spec: WorkloadSpec): readonly PublishedTable[] {
  return (spec.tables ?? []).flatMap((table) => Array.from({ length: table.count ?? 1 }, () => table));
}

/** Every point of a sweep, as the words after the `#`. */
export function everyPoint(spec: WorkloadSpec): string[] {
  return Object.entries(spec.sweep ?? {}).reduce<string[]>((points, [quantity, values]) =>
    points.flatMap((point) => values.map((value) => `${point}${point === '' ? '' : ','}${quantity}=${value}`)), ['']).filter((point) => point !== '');
}

function tableOf(spec: WorkloadSpec, which: string): Partial<WorkloadSpec> {
  const all = everyTable(spec);
  const table = /^\d+$/.test(which) ? all[Number(which) - 1] : undefined;
  if (table === undefined) throw new UserError(`no table '${which}' of ${spec.name}; allowed: ${all.length === 0 ? 'none, since it lists no tables' : `1 to ${all.length}`}`);
  const hotness = table.hotness ?? 1;
  return {
    description: `Table ${which} of ${all.length} of ${spec.source ?? spec.name}, ${hotness} lookups a bag.`,
    sizes: { ...spec.sizes, rows: table.rows, ...(table.dim === undefined ? {} : { dim: table.dim }) },
    bagLengths: { distribution: 'fixed', length: hotness },
    seed: spec.seed * 1000 + Number(which),
  };
}

function pointOf(spec: WorkloadSpec, which: string): Partial<WorkloadSpec> {
  const { sweep } = spec;
  if (sweep === undefined) throw new UserError(`${spec.name} is no point of a sweep; allowed: its name alone, or # and the number of a table`);
  const point = which.split(',').map((setting) => setting.split('=') as [string, string | undefined]);
  const value = (quantity: string) => {
    const given = point.find(([name]) => name === quantity)?.[1];
    return given === undefined ? undefined : Number(given);
  };
  for (const [quantity, given] of point) {
    const values = sweep[quantity];
    if (values === undefined) throw new UserError(`${spec.name}#${which}: got ${quantity}; allowed: ${Object.keys(sweep).join(', ')}`);
    if (!values.includes(Number(given))) throw new UserError(`${spec.name}#${which}: got ${quantity} ${given}; allowed: ${values.join(', ')}`);
  }
  const alpha = value('alpha');
  const hotness = value('hotness');
  const size = (symbol: string, quantity: string) => (value(quantity) === undefined ? {} : { [symbol]: value(quantity)! });
  return {
    description: `A point of the sweep ${spec.source ?? spec.name}: ${which}.`,
    sizes: { ...spec.sizes, ...size('rows', 'rows'), ...size('dim', 'dim'), ...size('bags', 'batch') },
    ...(hotness === undefined ? {} : { bagLengths: { distribution: 'fixed', length: hotness } }),
    ...(alpha === undefined ? {} : { indices: alpha === 0 ? { distribution: 'uniform' } : { distribution: 'zipf', alpha } }),
    seed: spec.seed * 1000 + everyPoint(spec).indexOf(which) + 1,
  };
}

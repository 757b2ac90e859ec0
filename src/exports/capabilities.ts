import { capabilitiesOf } from '../dialect/index.ts';
import type { Kernel } from '../model/index.ts';
import type { ExportedEdit, ExportFormat } from './format.ts';

/**
 * Why a format cannot say a kernel, or undefined: what the kernel needs that the format has not, which edits need it, and
 * which formats have it.
 */
export function beyond(kernel: Kernel, edits: readonly ExportedEdit[], format: ExportFormat, others: readonly ExportFormat[]): string | undefined {
  const needs = capabilitiesOf(kernel);
  const missing = [...needs.keys()].filter((capability) => !format.capabilities.includes(capability));
  if (missing.length === 0) return undefined;
  const causes = missing.map((capability) => {
    const own = edits.filter(({ requires }) => requires?.includes(capability) === true);
    const cause = own.length === 0 ? `the kernel itself (${needs.get(capability)!.what})` : `edit${own.length === 1 ? '' : 's'} ${own.map(({ operator, target, id }) => `${operator} at ${target} (${id})`).join(', ')}`;
    return { capability, cause, verb: own.length > 1 ? 'need' : 'needs' };
  });
  const able = others.filter(({ capabilities }) => [...needs.keys()].every((capability) => capabilities.includes(capability))).map(({ name }) => name);
  // edits that need several things are named once
  const words = [...new Set(causes.map(({ cause }) => cause))].map((cause) => {
    const of = causes.filter((each) => each.cause === cause);
    return `${cause} ${of[0]!.verb} ${of.map(({ capability }) => capability).join(' and ')}`;
  });
  return `${format.name} has no ${missing.join(', no ')}: ${words.join('; ')}; ${able.length === 0 ? 'no format has all of it' : `choose ${able.join(', ').replace(/, (?=[^,]*$)/, ' or ')}`}`;
}

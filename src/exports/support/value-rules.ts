import type { Signature, SizeExpression } from '../../model/index.ts';
import { showSize } from '../../util/size-expression.ts';

/** An array of row numbers: from `least` on, below `into`. */
export interface RowNumbers {
  readonly name: string;
  readonly into: SizeExpression;
  /** -1 where that stands for no row. */
  readonly least: 0 | -1;
}

/**
 * Arrays whose values an operation says to be row numbers. What a kernel of the user's own indexes with is only read off its
 * text, which may move a number or test it first: these are not held to a range.
 */
export function rowNumbers({ operation, parameters, roles }: Signature): RowNumbers[] {
  return parameters.flatMap(({ name, type }): RowNumbers[] => {
    const role = roles[name];
    if (operation === undefined || type.dims.length === 0 || role?.kind !== 'index' || role.outside === 'any') return [];
    return [{ name, into: role.into, least: role.outside === 'pruned' ? -1 : 0 }];
  });
}

const unknownIndex = 'what indexes an array lies inside it';

/** What the values of integer arrays must be, a rule an array: `indices are less than rows and not below 0`. */
export function valueRules(signature: Signature): string[] {
  const { parameters, roles, operation } = signature;
  const offsets = parameters.flatMap(({ name }) => {
    const role = roles[name];
    return role?.kind === 'offsets' ? [`${name} begin at 0, never go down and end at ${showSize(role.into)}`] : [];
  });
  const unknown = operation === undefined && parameters.some(({ name }) => roles[name]?.kind === 'index');
  return [
    ...rowNumbers(signature).map(({ name, into, least }) => `${name} are less than ${showSize(into)} and not below ${least}`),
    ...offsets,
    ...(unknown ? [unknownIndex] : []),
  ];
}

/** The point of a JavaScript package's README on what it checks: of typed arrays the values too, where an operation tells what they are. */
export function checkedPoint(signature: Signature, what: string): string {
  const rules = valueRules(signature);
  const checked = rules.filter((rule) => rule !== unknownIndex);
  const open = [...(checked.length > 0 ? ['the values of arrays that are on the GPU already'] : []), ...(rules.includes(unknownIndex) ? [`that ${unknownIndex}`] : [])];
  return `Checked at every call: ${[what, ...checked.map((rule) => `that ${rule}`)].join('; ')}.${open.length === 0 ? '' : ` Yours to see to: ${open.join('; ')}.`}`;
}

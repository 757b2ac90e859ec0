import type { Parameter, Role, Signature, SizeExpression } from '../../src/model/index.ts';

/** The heads of the shipped operations, as the kernels' JSDoc gives them. */
const symbol = (name: string): SizeExpression => ({ kind: 'symbol', name });
const number = (value: number): SizeExpression => ({ kind: 'number', value });
const operation = (operator: '+' | '-' | '*' | '/', left: SizeExpression, right: SizeExpression): SizeExpression => ({ kind: 'operation', operator, left, right });
const array = (name: string, scalar: 'f32' | 'i32', ...dims: SizeExpression[]): Parameter => ({ name, type: { scalar, dims } });

const table = array('table', 'f32', symbol('rows'), symbol('dim'));
const indices = array('indices', 'i32', symbol('lookups'));
const offsets = array('offsets', 'i32', operation('+', symbol('bags'), number(1)));
const weights = array('weights', 'f32', symbol('lookups'));
const lookup: Record<string, Role> = {
  table: { kind: 'values' }, weights: { kind: 'values' },
  indices: { kind: 'index', into: symbol('rows') }, offsets: { kind: 'offsets', into: symbol('lookups') },
};

function head(name: string, parameters: Parameter[], returns: SizeExpression[]): Signature {
  const roles = Object.fromEntries(parameters.map((parameter) => [parameter.name, lookup[parameter.name] ?? { kind: 'values' as const }]));
  return { name, description: '', operation: name, parameters, roles, returns: { scalar: 'f32', dims: returns }, statics: ['dim'] };
}

const pooled = [symbol('bags'), symbol('dim')];
const triangle = operation('/', operation('*', operation('+', symbol('fields'), number(1)), symbol('fields')), number(2));

export const gather = head('gather', [table, indices], [symbol('lookups'), symbol('dim')]);
export const poolSum = head('pool-sum', [table, indices, offsets], pooled);
export const poolWeightedMean = head('pool-weighted-mean', [table, indices, offsets, weights], pooled);
export const interactDot = head('interact-dot', [
  array('dense', 'f32', symbol('batch'), symbol('dim')),
  array('sparse', 'f32', symbol('batch'), symbol('fields'), symbol('dim')),
], [symbol('batch'), operation('+', symbol('dim'), triangle)]);
export const interactFm = head('interact-fm', [array('vectors', 'f32', symbol('batch'), symbol('fields'), symbol('dim'))], [symbol('batch'), symbol('dim')]);

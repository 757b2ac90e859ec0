import type { Arguments, ArrayData, Signature, Sizes } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { evaluateSize, showSize } from '../util/size-expression.ts';

/**
 * Looks at every value of a launch's arguments: shapes that fit the sizes, floats that are numbers, indices inside their
 * tables, offsets that start at 0, never go down and end at the lookups.
 * @param where what messages put in front, such as the file the arguments came from
 * @throws UserError that names parameter, position, value and what is allowed
 */
export function validateArguments(signature: Signature, args: Arguments, sizes: Sizes, where?: string): void {
  const refuse = (message: string): never => { throw new UserError(where === undefined ? message : `${where}: ${message}`); };
  for (const { name, type } of signature.parameters) {
    const array = args[name];
    if (array === undefined) {
      refuse(`no array ${name}; got ${Object.keys(args).join(', ') || 'none'}, ${signature.name} wants ${signature.parameters.map((parameter) => parameter.name).join(', ')}`);
      return;
    }
    const shape = type.dims.map((dim) => evaluateSize(dim, sizes));
    const count = shape.reduce((product, size) => product * size, 1);
    if (array.shape.join() !== shape.join() || array.values.length !== count) {
      refuse(`${name}: got shape [${array.shape.join(', ')}] with ${array.values.length} values, allowed: [${shape.join(', ')}] with ${count}`);
    }
    if (array.scalar !== type.scalar) refuse(`${name}: got ${array.scalar} values, allowed: ${type.scalar}`);
    const role = signature.roles[name];
    const problem =
      role?.kind === 'index' ? role.outside === 'any' ? undefined : outOfRange(array, evaluateSize(role.into, sizes), showSize(role.into), role.outside === 'pruned' ? -1 : 0)
      : role?.kind === 'offsets' ? notOffsets(array, evaluateSize(role.into, sizes), showSize(role.into))
      : notFinite(array);
    if (problem !== undefined) refuse(`${name}${position(array, problem.at)}: got ${problem.got}, allowed: ${problem.allowed}`);
  }
}

interface Problem {
  readonly at: number;
  readonly got: string;
  readonly allowed: string;
}

function notFinite({ values }: ArrayData): Problem | undefined {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return undefined;
  const at = values.findIndex((value) => !Number.isFinite(value));
  return at < 0 ? undefined : { at, got: String(values[at]), allowed: 'finite numbers' };
}

function outOfRange({ values }: ArrayData, size: number, symbol: string, least: number): Problem | undefined {
  for (let at = 0; at < values.length; at++) {
    const value = Number(values[at]);
    if (value < least || value >= size) return { at, got: String(value), allowed: size === 0 && least === 0 ? `none, for ${symbol} = 0` : `${least} … ${size - 1} (${symbol} = ${size})` };
  }
  return undefined;
}

function notOffsets({ values }: ArrayData, lookups: number, symbol: string): Problem | undefined {
  const last = values.length - 1;
  if (last < 0) return undefined;
  if (Number(values[0]) !== 0) return { at: 0, got: String(values[0]), allowed: '0, where offsets start' };
  for (let at = 1; at <= last; at++) {
    if (values[at]! < values[at - 1]!) return { at, got: `${values[at]} after ${values[at - 1]}`, allowed: 'offsets that never go down' };
  }
  return Number(values[last]) === lookups ? undefined : { at: last, got: String(values[last]), allowed: `${lookups}, where the last offset ends (${symbol})` };
}

/** `[3][5]` from a row-major position. */
function position({ shape }: ArrayData, at: number): string {
  let rest = at;
  return shape.map((_, axis) => {
    const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    const index = Math.floor(rest / stride);
    rest %= stride;
    return `[${index}]`;
  }).join('');
}

import type { ArrayData, Arguments, Role, Signature } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { bindSizes, evaluateSize } from '../util/size-expression.ts';
import { elementName } from './compare.ts';
import { rolesOf } from './oracles/index.ts';

/**
 * Are these arguments inputs at all? For arrays that came from a user's file: shapes that fit, indices inside their
 * tables, offsets that start at 0, never go down and end at the number of lookups, values that are finite. UserError
 * that names the first element at fault.
 */
export function checkArguments(signature: Signature, inputs: Arguments): void {
  const sizes = bindSizes(signature, Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape])));
  const roles = rolesOf(signature);
  for (const { name } of signature.parameters) {
    const role = roles[name] ?? { kind: 'values' };
    checkValues(name, inputs[name]!, role, role.kind === 'values' ? 0 : evaluateSize(role.into, sizes));
  }
}

function checkValues(name: string, { shape, values }: ArrayData, role: Role, into: number): void {
  const fail = (at: number, problem: string): never => {
    throw new UserError(`${elementName(name, shape, at)} is ${values[at]}, ${problem}`);
  };
  for (let at = 0; at < values.length; at++) {
    const value = Number(values[at]);
    if (role.kind === 'values') {
      if (!Number.isFinite(value)) fail(at, 'which is no finite number; give finite values');
    } else if (!Number.isInteger(value)) {
      fail(at, 'which is no whole number; give whole numbers');
    } else if (role.kind === 'index') {
      if (value < 0 || value >= into) fail(at, `outside its table of ${into} rows; give indices from 0 to ${into - 1}`);
    } else if (at === 0 ? value !== 0 : value < Number(values[at - 1])) {
      fail(at, at === 0 ? 'but offsets start at 0; put a 0 first' : `below the ${values[at - 1]} before it; give offsets that never go down`);
    } else if (at === values.length - 1 && value !== into) {
      fail(at, `but there are ${into} lookups; end the offsets with ${into}`);
    }
  }
}

import type { Arguments, ArrayData, Parameter, Program, Sizes } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { evaluateSize } from '../../util/size-expression.ts';

/** What every device checks of the arguments of a launch, before it makes them its own. */

export interface CheckedArgument {
  readonly parameter: Parameter;
  readonly data: ArrayData;
  readonly shape: readonly number[];
}

/** The arguments in the signature's order. UserError for a missing array or a wrong number of values. */
export function checkedArguments({ signature }: Program, inputs: Arguments, sizes: Sizes): CheckedArgument[] {
  return signature.parameters.map((parameter) => {
    const { name, type } = parameter;
    const data = inputs[name];
    if (data === undefined) throw new UserError(`the array ${name} is missing; ${signature.name} needs ${signature.parameters.map((each) => each.name).join(', ')}`);
    const shape = type.dims.map((dim) => evaluateSize(dim, sizes));
    const count = shape.reduce((product, length) => product * length, 1);
    if (data.values.length !== count) {
      throw new UserError(`${name} has ${data.values.length} values, but its shape [${shape.join('][')}] needs ${count}`);
    }
    return { parameter, data, shape };
  });
}

/** The output's shape. */
export function shapeOf({ signature }: Program, sizes: Sizes): number[] {
  return signature.returns.dims.map((dim) => evaluateSize(dim, sizes));
}

/** A program bound with another static size than it was compiled for is a bug of the caller. */
export function checkCompiledSizes(program: Program, sizes: Sizes): void {
  for (const name of program.signature.statics) {
    if (program.sizes[name] !== sizes[name]) {
      throw new Error(`the program was compiled for ${name} = ${program.sizes[name]}, bound with ${sizes[name]}`);
    }
  }
}

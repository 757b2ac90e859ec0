import { componentOf, type ValueType, widthOf } from '../dialect/index.ts';
import type { NodeId } from '../model/index.ts';
import { charge, inRegister, newRegister, type Build, type Code, type Operand } from './code.ts';
import { moveStep } from './floats.ts';
import { combine } from './operands.ts';

/** A vector made of a number for each component. */
export function composed(build: Build, code: Code, type: ValueType, parts: readonly Operand[]): Operand {
  const at = newRegister(build, widthOf(type));
  for (const [each, part] of parts.entries()) {
    const to = at + each * build.machine.width;
    code.steps.push(moveStep(build.machine, to, part.at));
    charge(code, null, to, [part.at]);
  }
  return inRegister(build, at, type, parts.every((part) => part.constant));
}

/** The sum of products in the component type, first component first. */
export function dotProduct(build: Build, code: Code, a: Operand, b: Operand, at: NodeId): Operand {
  const component = componentOf(a.type);
  const part = ({ stride, constant, ...operand }: Operand, each: number): Operand => ({ at: operand.at + each * stride, type: component, constant, stride: 0 });
  let sum: Operand | undefined;
  for (let each = 0; each < widthOf(a.type); each++) {
    const product = combine(build, code, '*', component, part(a, each), part(b, each), at);
    sum = sum === undefined ? product : combine(build, code, '+', component, sum, product, at);
  }
  return sum!;
}

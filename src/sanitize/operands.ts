import { componentOf, type ComponentType, type ValueType, widthOf } from '../dialect/index.ts';
import type { Binary, NodeId } from '../model/index.ts';
import { charge, formatOf, inRegister, newRegister, type Build, type Code, type Operand } from './code.ts';
import { floatStep, moveStep, roundStep, type FloatOperator } from './floats.ts';
import { integerStep, wholeStep, type IntegerOperator, type Rounding } from './integers.ts';
import type { Step } from './lanes.ts';
import { rounderOf } from './narrow.ts';
import { floatDivisionPrice, integerDivisionPrice, type Price } from './prices.ts';

/** What is done with operands, whatever expression they came from: steps for each component, prices, conversions. */

/** Writes a step, charges for it, and says where its value is. Arithmetic on constants is free and gives a constant. */
export function emit(code: Code, step: Step, price: Price, to: number, operands: readonly Operand[], type: ValueType): Operand {
  const constant = operands.every((operand) => operand.constant);
  code.steps.push(step);
  charge(code, constant ? null : price.kind, to, operands.map((operand) => operand.at), price.count);
  return { at: to, type, constant, stride: 0 };
}

/**
 * An operation done to each component, with a step and the price for each; GPUs take two f16 at once. Where a component
 * written early is read again by a later one, the value is made elsewhere first.
 */
export function componentwise(
  build: Build, code: Code, type: ValueType, operands: readonly Operand[], price: Price, step: (to: number, from: readonly number[]) => Step, into?: number,
): Operand {
  const width = widthOf(type);
  if (width === 1) {
    const to = into ?? newRegister(build);
    return emit(code, step(to, operands.map((operand) => operand.at)), price, to, operands, type);
  }
  const lanes = build.machine.width;
  const read = ({ at, stride }: Operand) => into !== undefined && at !== into && at < into + width * lanes && at + (width - 1) * stride >= into;
  if (operands.some((operand) => read(operand) || (operand.at === into && operand.stride === 0))) {
    return placed(build, code, componentwise(build, code, type, operands, price, step), into);
  }
  const at = into ?? newRegister(build, width);
  const constant = operands.every((operand) => operand.constant);
  const paired = componentOf(type) === 'f16';
  for (let each = 0; each < width; each++) {
    const to = at + each * lanes;
    const from = operands.map((operand) => operand.at + each * operand.stride);
    code.steps.push(step(to, from));
    charge(code, constant || (paired && each % 2 === 1) ? null : price.kind, to, from, price.count);
  }
  return inRegister(build, at, type, constant);
}

export const one = (kind: Price['kind']): Price => ({ kind, count: 1 });

export function placed(build: Build, code: Code, operand: Operand, into: number | undefined): Operand {
  const width = widthOf(operand.type);
  if (into === undefined || (into === operand.at && (width === 1 || operand.stride !== 0))) return operand;
  for (let each = 0; each < width; each++) {
    const [to, from] = [into + each * build.machine.width, operand.at + each * operand.stride];
    if (to !== from) code.steps.push(moveStep(build.machine, to, from));
    charge(code, null, to, [from]);
  }
  return { ...operand, at: into, stride: width === 1 ? 0 : build.machine.width };
}

export function literal(build: Build, value: number, type: ComponentType): Operand {
  const kept = type === 'i32' ? value | 0 : type === 'bool' ? value : (rounderOf(formatOf(build, type))?.(value) ?? value);
  const key = Object.is(kept, -0) ? '-0' : String(kept);
  let known = build.literals.get(key);
  if (known === undefined) build.literals.set(key, (known = { at: newRegister(build), value: kept }));
  return { at: known.at, type, constant: true, value: kept, stride: 0 };
}

export function isFloat(type: ValueType): boolean {
  return componentOf(type) === 'f32' || componentOf(type) === 'f16';
}

export type ArithmeticOperator = Exclude<Binary['operator'], '<' | '<=' | '>' | '>=' | '===' | '!=='>;

/** Two operands of a type already. */
export function combine(build: Build, code: Code, operator: ArithmeticOperator, type: ValueType, a: Operand, b: Operand, at: NodeId, into?: number): Operand {
  const { machine } = build;
  if (isFloat(type)) {
    const price = operator === '/' ? floatDivisionPrice(b) : one(operator === '%' ? 'special' : 'floatAlu');
    return componentwise(build, code, type, [a, b], price, (to, [x, y]) => floatStep(machine, formatOf(build, type), operator as FloatOperator, to, x!, y!), into);
  }
  const price = operator === '%' ? integerDivisionPrice(b) : one('intAlu');
  return componentwise(build, code, type, [a, b], price, (to, [x, y]) => integerStep(machine, operator as IntegerOperator, to, x!, y!, at), into);
}

/** An operand in another component type. Nothing is rounded in float64, nor where f16 widens. */
export function cast(build: Build, code: Code, operand: Operand, from: ComponentType, type: ValueType, at: NodeId, into?: number): Operand {
  const to = componentOf(type);
  if (from === to) return placed(build, code, operand, into);
  if (to === 'i32') return whole(build, code, 'trunc', operand, at, into);
  if (build.precision === 'f64') return placed(build, code, { ...operand, type }, into);
  return componentwise(build, code, type, [operand], one('intAlu'), (target, [a]) => roundStep(build.machine, formatOf(build, to), target, a!), into);
}

export function whole(build: Build, code: Code, rounding: Rounding, operand: Operand, at: NodeId, into: number | undefined): Operand {
  const to = into ?? newRegister(build);
  return emit(code, wholeStep(build.machine, rounding, to, operand.at, at), one('intAlu'), to, [operand], 'i32');
}

import type { Binary, Builtin, Call, Conditional, Element, Expression, Identifier, Logical, NodeId, Unary } from '../model/index.ts';
import type { ValueType } from '../dialect/index.ts';
import { charge, newCode, newRegister, registerFor, startStretch, type Build, type Code, type Operand } from './code.ts';
import { branchStep, comparisonStep, isComparison, notStep } from './conditions.ts';
import { Fault, notAnInteger } from './fault.ts';
import { floatFunctionStep, floatStep, isFloatFunction, moveStep, roundStep, type FloatOperator } from './floats.ts';
import { integerStep, integerUnaryStep, quotientStep, wholeStep, type IntegerOperator, type Rounding } from './integers.ts';
import { sequence, type Step } from './lanes.ts';
import { boundsStep, fetchStep, fitsStep, placeStep, touchStep } from './loads.ts';
import { axisOf, floatDivisionPrice, integerDivisionPrice, isStatic, placePrice, type Price } from './prices.ts';

/**
 * Expressions become steps that leave their value in a register. Leaves need no step: a local, a literal or a size is read
 * where it lies. Given `into`, the value ends there; it is written last, so it may be a register that the expression reads.
 */
export function expression(build: Build, code: Code, node: Expression, into?: number): Operand {
  switch (node.type) {
    case 'Identifier': return placed(build, code, identifier(build, code, node), into);
    case 'Literal': {
      const [value, type] = [Number(node.value), typeOf(build, node)];
      if (type === 'i32' && (value | 0) !== value) code.steps.push(({ list }) => notAnInteger(node.id, list[0]!, value));
      return placed(build, code, literal(build, value, type), into);
    }
    case 'Builtin': return placed(build, code, builtin(build, node), into);
    case 'SizeConstant': {
      const at = registerFor(build, build.sizes, node.name);
      return placed(build, code, { at, type: 'i32', constant: build.typed.kernel.signature.statics.includes(node.name) }, into);
    }
    case 'Element': return element(build, code, node, into);
    case 'UnaryExpression': return unary(build, code, node, into);
    case 'BinaryExpression': return binary(build, code, node, into);
    case 'LogicalExpression': return placed(build, code, logical(build, code, node), into);
    case 'ConditionalExpression': return conditional(build, code, node, into);
    case 'MathCall': return call(build, code, node, into);
    default: throw new Error(`the interpreter does not know ${node.type}`);
  }
}

/** The value converted to a type, as an operator that wants this type does. */
export function converted(build: Build, code: Code, node: Expression, type: ValueType, into?: number): Operand {
  const own = typeOf(build, node);
  if (own === type || own === 'bool' || type === 'bool') return expression(build, code, node, into);
  if (node.type === 'Literal') return placed(build, code, literal(build, Number(node.value), type), into);
  const operand = expression(build, code, node);
  if (type === 'i32') return whole(build, code, 'trunc', operand, node.id, into);
  if (build.precision === 'f64') return placed(build, code, { ...operand, type }, into);
  const to = into ?? newRegister(build);
  return emit(code, roundStep(build.machine, to, operand.at), { kind: 'intAlu', count: 1 }, to, [operand], 'f32');
}

export function typeOf(build: Build, node: Expression): ValueType {
  return build.typed.types.get(node.id)!;
}

/** Writes a step, charges for it, and says where its value is. Arithmetic on constants is free and gives a constant. */
function emit(code: Code, step: Step, price: Price, to: number, operands: readonly Operand[], type: ValueType): Operand {
  const constant = operands.every((operand) => operand.constant);
  code.steps.push(step);
  charge(code, constant ? null : price.kind, to, operands.map((operand) => operand.at), price.count);
  return { at: to, type, constant };
}

const one = (kind: Price['kind']): Price => ({ kind, count: 1 });

function placed(build: Build, code: Code, operand: Operand, into: number | undefined): Operand {
  if (into === undefined || into === operand.at) return operand;
  code.steps.push(moveStep(build.machine, into, operand.at));
  charge(code, null, into, [operand.at]);
  return { ...operand, at: into };
}

function literal(build: Build, value: number, type: ValueType): Operand {
  const kept = type === 'i32' ? value | 0 : type === 'f32' && build.precision === 'f32' ? Math.fround(value) : value;
  const key = Object.is(kept, -0) ? '-0' : String(kept);
  let known = build.literals.get(key);
  if (known === undefined) build.literals.set(key, (known = { at: newRegister(build), value: kept }));
  return { at: known.at, type, constant: true, value: kept };
}

function identifier(build: Build, code: Code, { name, id }: Identifier): Operand {
  const local = build.locals.get(name);
  if (local === undefined) return { at: registerFor(build, build.scalars, name), type: build.typed.types.get(id)!, constant: false };
  checkValue(build, code, name, id);
  return { at: local.at, type: local.type, constant: false };
}

/** Faults where a local is read before it has a value. */
export function checkValue({ machine, locals }: Build, code: Code, name: string, at: NodeId): void {
  const flag = locals.get(name)?.hasValue;
  if (flag === undefined) return;
  code.steps.push(({ count, list }) => {
    for (let k = 0; k < count; k++) {
      if (machine.registers[flag + list[k]!] === 0) throw new Fault('uninitialised', at, list[k]!, `'${name}' is read before it has a value`);
    }
  });
}

function builtin(build: Build, { group, axis }: Builtin): Operand {
  const { signature } = build.typed.kernel;
  const at = registerFor(build, build.builtins, `${group}.${axis}`);
  const dim = axisOf(signature, axis);
  return { at, type: 'i32', constant: dim === undefined || (group === 'output' && isStatic(dim, signature.statics)) };
}

function element(build: Build, code: Code, node: Element, into: number | undefined): Operand {
  const { machine, typed } = build;
  const parameter = typed.parameters.get(node.array)!;
  const array = build.arrays.get(node.array)!;
  const access = { parameter, array, at: node.id };
  const indices = node.indices.map((index) => converted(build, code, index, 'i32'));
  const registers = indices.map((index) => index.at);
  let place = registers[0]!;
  if (indices.length === 1) code.steps.push(boundsStep(machine, access, place));
  else {
    place = newRegister(build);
    code.steps.push(placeStep(machine, access, registers, place));
    const count = placePrice(indices, parameter.type.dims, typed.kernel.signature.statics);
    charge(code, count > 0 ? 'intAlu' : null, place, registers, count);
  }
  if (machine.tally !== null) code.steps.push(touchStep(machine, machine.tally, array, place));
  const to = into ?? newRegister(build);
  code.steps.push(fetchStep(machine, array, place, to));
  charge(code, 'load', to, [place]);
  if (parameter.type.scalar === 'u32' || parameter.type.scalar === 'i64') code.steps.push(fitsStep(machine, to, node.id));
  return { at: to, type: typeOf(build, node), constant: false };
}

function unary(build: Build, code: Code, node: Unary, into: number | undefined): Operand {
  const { machine, precision } = build;
  const type = typeOf(build, node);
  const operand = converted(build, code, node.argument, type);
  const to = into ?? newRegister(build);
  if (node.operator === '!') return emit(code, notStep(machine, to, operand.at), one('intAlu'), to, [operand], 'bool');
  if (type === 'f32') return emit(code, floatFunctionStep(machine, precision, 'negate', to, operand.at), one('floatAlu'), to, [operand], type);
  return emit(code, integerUnaryStep(machine, node.operator, to, operand.at, node.id), one('intAlu'), to, [operand], type);
}

function binary(build: Build, code: Code, node: Binary, into: number | undefined): Operand {
  const { operator, left, right } = node;
  if (isComparison(operator)) {
    const type = typeOf(build, left) === 'f32' || typeOf(build, right) === 'f32' ? 'f32' : typeOf(build, left);
    const operands = [converted(build, code, left, type), converted(build, code, right, type)] as const;
    const to = into ?? newRegister(build);
    const step = comparisonStep(build.machine, operator, to, operands[0].at, operands[1].at);
    return emit(code, step, one(type === 'f32' ? 'floatAlu' : 'intAlu'), to, operands, 'bool');
  }
  if (operator === '|' && right.type === 'Literal' && right.value === 0) {
    return quotient(build, code, 'trunc', left, into) ?? converted(build, code, left, 'i32', into); // x | 0 cuts to a whole number
  }
  return arithmetic(build, code, operator, typeOf(build, node), (type) => converted(build, code, left, type), right, node.id, into);
}

type ArithmeticOperator = Exclude<Binary['operator'], '<' | '<=' | '>' | '>=' | '===' | '!=='>;

/** `left op right` of a type, for expressions and for `local op= right`. */
export function arithmetic(
  build: Build, code: Code, operator: ArithmeticOperator, type: ValueType, leftAs: (type: ValueType) => Operand, right: Expression, at: NodeId, into?: number,
): Operand {
  const a = leftAs(type);
  const b = converted(build, code, right, type);
  const to = into ?? newRegister(build);
  if (type === 'f32') {
    const price = operator === '/' ? floatDivisionPrice(b) : one(operator === '%' ? 'special' : 'floatAlu');
    return emit(code, floatStep(build.machine, build.precision, operator as FloatOperator, to, a.at, b.at), price, to, [a, b], type);
  }
  const price = operator === '%' ? integerDivisionPrice(b) : one('intAlu');
  return emit(code, integerStep(build.machine, operator as IntegerOperator, to, a.at, b.at, at), price, to, [a, b], type);
}

/** Integer division, if the node is a quotient of two integers that its parent rounds. */
function quotient(build: Build, code: Code, rounding: Rounding, node: Expression, into: number | undefined): Operand | undefined {
  if (node.type !== 'BinaryExpression' || node.operator !== '/' || typeOf(build, node) !== 'i32') return undefined;
  const a = converted(build, code, node.left, 'i32');
  const b = converted(build, code, node.right, 'i32');
  const to = into ?? newRegister(build);
  return emit(code, quotientStep(build.machine, rounding, to, a.at, b.at, node.id), integerDivisionPrice(b), to, [a, b], 'i32');
}

function whole(build: Build, code: Code, rounding: Rounding, operand: Operand, at: NodeId, into: number | undefined): Operand {
  const to = into ?? newRegister(build);
  return emit(code, wholeStep(build.machine, rounding, to, operand.at, at), one('intAlu'), to, [operand], 'i32');
}

/** `&&` and `||`: the right side runs only for the lanes that need it. */
function logical(build: Build, code: Code, node: Logical): Operand {
  const to = newRegister(build);
  const left = expression(build, code, node.left, to);
  const inner = newCode(build);
  const right = expression(build, inner, node.right, to);
  const rest = sequence(inner.steps);
  charge(code, 'intAlu', to, [to]);
  code.steps.push(branchStep(build.machine, to, node.operator === '&&' ? rest : null, node.operator === '&&' ? null : rest));
  return { at: to, type: 'bool', constant: left.constant && right.constant };
}

function conditional(build: Build, code: Code, node: Conditional, into: number | undefined): Operand {
  const type = typeOf(build, node);
  const test = expression(build, code, node.test);
  const to = into ?? newRegister(build);
  const sides = [node.consequent, node.alternate].map((side) => {
    const inner = newCode(build);
    converted(build, inner, side, type, to);
    return sequence(inner.steps);
  });
  if (!test.constant) charge(code, 'branch', to, [test.at]);
  code.steps.push(branchStep(build.machine, test.at, sides[0]!, sides[1]!));
  startStretch(build, code);
  return { at: to, type, constant: false };
}

function call(build: Build, code: Code, node: Call, into: number | undefined): Operand {
  const { machine, precision } = build;
  const type = typeOf(build, node);
  const [first, second] = node.arguments as [Expression, Expression?];
  if (node.name === 'fround') return converted(build, code, first, 'f32', into);
  if (node.name === 'floor' || node.name === 'ceil' || node.name === 'round' || node.name === 'trunc') {
    return quotient(build, code, node.name, first, into) ?? whole(build, code, node.name, converted(build, code, first, 'f32'), node.id, into);
  }
  const a = converted(build, code, first, type);
  const b = second && converted(build, code, second, type);
  const to = into ?? newRegister(build);
  const operands = b === undefined ? [a] : [a, b];
  const cheap = node.name === 'abs' || node.name === 'sign' || node.name === 'min' || node.name === 'max';
  if (type === 'f32') {
    const step = b === undefined
      ? floatFunctionStep(machine, precision, floatFunction(node.name), to, a.at)
      : floatStep(machine, precision, node.name as FloatOperator, to, a.at, b.at);
    return emit(code, step, one(cheap ? 'floatAlu' : 'special'), to, operands, type);
  }
  const step = b === undefined
    ? integerUnaryStep(machine, node.name as 'abs' | 'sign', to, a.at, node.id)
    : integerStep(machine, node.name as IntegerOperator, to, a.at, b.at, node.id);
  return emit(code, step, one('intAlu'), to, operands, type);
}

function floatFunction(name: string) {
  if (!isFloatFunction(name)) throw new Error(`Math.${name} is in the language, but the interpreter has no step for it`);
  return name;
}

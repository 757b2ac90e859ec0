import { componentOf, type ValueType, vectorOf, wider, widthOf } from '../dialect/index.ts';
import type { Binary, Builtin, Call, Conditional, Construct, Expression, FunctionCall, Identifier, Logical, NodeId, Unary } from '../model/index.ts';
import { charge, formatOf, inRegister, newCode, newRegister, registerFor, startStretch, type Build, type Code, type Operand } from './code.ts';
import { branchStep, comparisonStep, isComparison, notStep } from './conditions.ts';
import { element } from './elements.ts';
import { laneFunction } from './exchange.ts';
import { Fault, notAnInteger } from './fault.ts';
import { floatFunctionStep, floatStep, isFloatFunction, type FloatOperator } from './floats.ts';
import { integerStep, integerUnaryStep, quotientStep, type IntegerOperator, type Rounding } from './integers.ts';
import { sequence } from './lanes.ts';
import { type ArithmeticOperator, cast, combine, componentwise, emit, isFloat, literal, one, placed, whole } from './operands.ts';
import { axisOf, integerDivisionPrice, isStatic } from './prices.ts';
import { composed, dotProduct } from './vectors.ts';

/**
 * Expressions become steps that leave their value in a register. Leaves need no step: a local, a literal or a size is read
 * where it lies. Given `into`, the value ends there; it is written last, so it may be a register that the expression reads. Vectors go component by component.
 */
export function expression(build: Build, code: Code, node: Expression, into?: number): Operand {
  switch (node.type) {
    case 'Identifier': return placed(build, code, identifier(build, code, node), into);
    case 'Literal': {
      const [value, type] = [Number(node.value), componentOf(typeOf(build, node))];
      if (type === 'i32' && (value | 0) !== value) code.steps.push(({ list }) => notAnInteger(node.id, list[0]!, value));
      return placed(build, code, literal(build, value, type), into);
    }
    case 'Builtin': return placed(build, code, builtin(build, node), into);
    case 'SizeConstant': {
      const at = registerFor(build, build.sizes, node.name);
      return placed(build, code, { at, type: 'i32', stride: 0, constant: build.typed.kernel.signature.statics.includes(node.name) }, into);
    }
    case 'Element': return element(build, code, node, indices(build, code, node.indices), typeOf(build, node), into);
    case 'UnaryExpression': return unary(build, code, node, into);
    case 'BinaryExpression': return binary(build, code, node, into);
    case 'LogicalExpression': return placed(build, code, logical(build, code, node), into);
    case 'ConditionalExpression': return conditional(build, code, node, into);
    case 'MathCall': return call(build, code, node, into);
    case 'Construct': return construct(build, code, node, into);
    case 'Component': {
      const vector = expression(build, code, node.vector);
      return placed(build, code, { at: vector.at + node.at * vector.stride, type: typeOf(build, node), constant: vector.constant, stride: 0 }, into);
    }
    case 'FunctionCall': return functionCall(build, code, node, into);
  }
}

export function typeOf(build: Build, node: Expression): ValueType {
  return build.typed.types.get(node.id)!;
}

export function indices(build: Build, code: Code, nodes: readonly Expression[]): Operand[] {
  return nodes.map((node) => converted(build, code, node, 'i32'));
}

/** The value converted to a type, as an operator that wants this type does; a number becomes all components of a vector. */
export function converted(build: Build, code: Code, node: Expression, type: ValueType, into?: number): Operand {
  const own = typeOf(build, node);
  if (own === type || own === 'bool' || type === 'bool') return expression(build, code, node, into);
  const [from, to] = [componentOf(own), componentOf(type)];
  if (node.type === 'Literal') return placed(build, code, { ...literal(build, Number(node.value), to), type }, into);
  const alike = vectorOf(to, widthOf(own));
  const operand = expression(build, code, node);
  if (widthOf(own) === widthOf(type)) return cast(build, code, operand, from, type, node.id, into);
  return placed(build, code, { ...cast(build, code, operand, from, alike, node.id), type }, into);
}

function identifier(build: Build, code: Code, { name, id }: Identifier): Operand {
  const local = build.locals.get(name);
  if (local === undefined) return { at: registerFor(build, build.scalars, name), type: build.typed.types.get(id)!, constant: false, stride: 0 };
  checkValue(build, code, name, id);
  return inRegister(build, local.at, local.type);
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
  const { signature, body } = build.typed.kernel;
  const at = registerFor(build, build.builtins, `${group}.${axis}`);
  if (body.launch) return { at, type: 'i32', stride: 0, constant: group === 'blockDim' }; // a block's extents are made of static sizes
  const dim = axisOf(signature, axis);
  return { at, type: 'i32', stride: 0, constant: dim === undefined || (group === 'output' && isStatic(dim, signature.statics)) };
}

function unary(build: Build, code: Code, node: Unary, into: number | undefined): Operand {
  const { machine } = build;
  const type = typeOf(build, node);
  const operand = converted(build, code, node.argument, type);
  if (node.operator === '!') return componentwise(build, code, 'bool', [operand], one('intAlu'), (to, [a]) => notStep(machine, to, a!), into);
  if (isFloat(type)) return componentwise(build, code, type, [operand], one('floatAlu'), (to, [a]) => floatFunctionStep(machine, formatOf(build, type), 'negate', to, a!), into);
  const operator = node.operator;
  return componentwise(build, code, type, [operand], one('intAlu'), (to, [a]) => integerUnaryStep(machine, operator, to, a!, node.id), into);
}

function binary(build: Build, code: Code, node: Binary, into: number | undefined): Operand {
  const { operator, left, right } = node;
  if (isComparison(operator)) {
    const type = wider(componentOf(typeOf(build, left)), componentOf(typeOf(build, right)));
    const operands = [converted(build, code, left, type), converted(build, code, right, type)] as const;
    const to = into ?? newRegister(build);
    const step = comparisonStep(build.machine, operator, to, operands[0].at, operands[1].at);
    return emit(code, step, one(isFloat(type) ? 'floatAlu' : 'intAlu'), to, operands, 'bool');
  }
  if (operator === '|' && right.type === 'Literal' && right.value === 0) {
    return quotient(build, code, 'trunc', left, into) ?? converted(build, code, left, 'i32', into); // x | 0 cuts to a whole number
  }
  return arithmetic(build, code, operator, typeOf(build, node), (type) => converted(build, code, left, type), right, node.id, into);
}

/** `left op right` of a type, for expressions and for `local op= right`. */
export function arithmetic(
  build: Build, code: Code, operator: ArithmeticOperator, type: ValueType, leftAs: (type: ValueType) => Operand, right: Expression, at: NodeId, into?: number,
): Operand {
  const a = leftAs(type);
  const b = converted(build, code, right, type);
  return combine(build, code, operator, type, a, b, at, into);
}

/** Integer division, if the node is a quotient of two integers that its parent rounds. */
function quotient(build: Build, code: Code, rounding: Rounding, node: Expression, into: number | undefined): Operand | undefined {
  if (node.type !== 'BinaryExpression' || node.operator !== '/' || typeOf(build, node) !== 'i32') return undefined;
  const a = converted(build, code, node.left, 'i32');
  const b = converted(build, code, node.right, 'i32');
  const to = into ?? newRegister(build);
  return emit(code, quotientStep(build.machine, rounding, to, a.at, b.at, node.id), integerDivisionPrice(b), to, [a, b], 'i32');
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
  return { at: to, type: 'bool', stride: 0, constant: left.constant && right.constant };
}

function conditional(build: Build, code: Code, node: Conditional, into: number | undefined): Operand {
  const type = typeOf(build, node);
  const test = expression(build, code, node.test);
  const to = into ?? newRegister(build, widthOf(type));
  const sides = [node.consequent, node.alternate].map((side) => {
    const inner = newCode(build);
    converted(build, inner, side, type, to);
    return sequence(inner.steps);
  });
  if (!test.constant) charge(code, 'branch', to, [test.at]);
  code.steps.push(branchStep(build.machine, test.at, sides[0]!, sides[1]!));
  startStretch(build, code);
  return inRegister(build, to, type);
}

function call(build: Build, code: Code, node: Call, into: number | undefined): Operand {
  const { machine } = build;
  const type = typeOf(build, node);
  const [first, second] = node.arguments as [Expression, Expression?];
  if (node.name === 'fround') return converted(build, code, first, 'f32', into);
  if (node.name === 'floor' || node.name === 'ceil' || node.name === 'round' || node.name === 'trunc') {
    return quotient(build, code, node.name, first, into) ?? whole(build, code, node.name, converted(build, code, first, 'f32'), node.id, into);
  }
  const operands = [first, ...(second ? [second] : [])].map((argument) => converted(build, code, argument, type));
  const cheap = node.name === 'abs' || node.name === 'sign' || node.name === 'min' || node.name === 'max';
  const format = formatOf(build, type);
  if (isFloat(type)) {
    return componentwise(build, code, type, operands, one(cheap ? 'floatAlu' : 'special'), (to, [a, b]) => (b === undefined
      ? floatFunctionStep(machine, format, floatFunction(node.name), to, a!)
      : floatStep(machine, format, node.name as FloatOperator, to, a!, b)), into);
  }
  return componentwise(build, code, type, operands, one('intAlu'), (to, [a, b]) => (b === undefined
    ? integerUnaryStep(machine, node.name as 'abs' | 'sign', to, a!, node.id)
    : integerStep(machine, node.name as IntegerOperator, to, a!, b, node.id)), into);
}

/** `f32x4(…)`, `f16(x)`: from a number, from one for each component, or from a vector. */
function construct(build: Build, code: Code, node: Construct, into: number | undefined): Operand {
  const [first] = node.arguments as [Expression];
  if (node.arguments.length === 1) return converted(build, code, first, node.to, into);
  const parts = node.arguments.map((argument) => converted(build, code, argument, componentOf(node.to)));
  return placed(build, code, composed(build, code, node.to, parts), into);
}

function functionCall(build: Build, code: Code, node: FunctionCall, into: number | undefined): Operand {
  const type = typeOf(build, node);
  const [first, second] = node.arguments as [Expression, Expression?];
  if (node.name === 'dot') {
    const vector = vectorOf(componentOf(type), widthOf(typeOf(build, first)));
    return placed(build, code, dotProduct(build, code, converted(build, code, first, vector), converted(build, code, second!, vector), node.id), into);
  }
  const value = converted(build, code, first, type);
  const lane = second && converted(build, code, second, 'i32');
  return placed(build, code, laneFunction(build, code, { name: node.name, value, at: node.id, ...(lane ? { lane } : {}) }), into);
}

function floatFunction(name: string) {
  if (!isFloatFunction(name)) throw new Error(`Math.${name} is in the language, but the interpreter has no step for it`);
  return name;
}

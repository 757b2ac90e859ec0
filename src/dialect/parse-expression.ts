import type * as estree from 'acorn';
import type { BinaryOperator, Builtin, Element, Expression, Hint, UnaryOperator } from '../model/index.ts';
import { describe } from './describe.ts';
import { accessFunction, constructed, hints, isStatementFunction, isValueFunction, onlyInGrid, onlyInMap, valueFunctions } from './functions.ts';
import { mathConstants, mathFunctions } from './math.ts';
import { listed } from './names.ts';
import type { ParseContext } from './parse-context.ts';

/** ESTree expression → expression of the language. Everything else is an error that says what is allowed. */
export function parseExpression(node: estree.AnyNode, context: ParseContext): Expression {
  return context.nested(node, () => parse(node, context));
}

function parse(node: estree.AnyNode, context: ParseContext): Expression {
  switch (node.type) {
    case 'Literal': return parseLiteral(node, context);
    case 'Identifier': return parseIdentifier(node, context);
    case 'UnaryExpression': return parseUnary(node, context);
    case 'BinaryExpression': {
      const id = context.id(node);
      if (node.left.type === 'PrivateIdentifier') return context.fail(node.left, 'private names are not in the language');
      const operator = ({ '==': '===', '!=': '!==' } as Record<string, string>)[node.operator] ?? node.operator;
      if (!binaryOperators.has(operator)) return context.fail(node, `operator '${node.operator}' is not in the language; allowed: ${[...binaryOperators].join(' ')}`);
      return { type: 'BinaryExpression', id, operator: operator as BinaryOperator, left: parseExpression(node.left, context), right: parseExpression(node.right, context) };
    }
    case 'LogicalExpression': {
      const id = context.id(node);
      if (node.operator === '??') return context.fail(node, "operator '??' is not in the language; allowed: && ||");
      return { type: 'LogicalExpression', id, operator: node.operator, left: parseExpression(node.left, context), right: parseExpression(node.right, context) };
    }
    case 'ConditionalExpression': {
      const id = context.id(node);
      return {
        type: 'ConditionalExpression', id, test: parseExpression(node.test, context),
        consequent: parseExpression(node.consequent, context), alternate: parseExpression(node.alternate, context),
      };
    }
    case 'MemberExpression': return parseMember(node, context);
    case 'CallExpression': return parseCall(node, context);
    case 'AssignmentExpression': case 'UpdateExpression':
      return context.fail(node, 'an assignment inside an expression is not in the language; make it a statement of its own');
    default:
      return context.fail(node, `${describe(node)} is not in the language; allowed in an expression: numbers, locals, parameters, array elements, this.thread, this.output, this.constants, operators, ?: and Math functions`);
  }
}

const binaryOperators = new Set<string>(['+', '-', '*', '/', '%', '<', '<=', '>', '>=', '===', '!==', '&', '|', '^', '<<', '>>', '>>>']);

function parseLiteral(node: estree.Literal, context: ParseContext): Expression {
  const id = context.id(node);
  const { value, raw = '' } = node;
  if (typeof value === 'boolean') return { type: 'Literal', id, value, float: false };
  if (typeof value !== 'number') return context.fail(node, `${raw} is not in the language; literals are numbers, true and false`);
  if (!Number.isFinite(value)) return context.fail(node, `the number ${raw} is too large; write Infinity if that is meant`);
  const decimal = !/^0[xXbBoO]/.test(raw);
  const float = decimal && /[.eE]/.test(raw);
  // 2147483648 may be the number in -2147483648; the interpreter finds fault with it elsewhere
  if (!float && value > 0x8000_0000) {
    return context.fail(node, `integer ${raw} does not fit i32 (-2147483648 to 2147483647); ${decimal ? `write ${raw}.0 for a float` : 'write a smaller one'}`);
  }
  return { type: 'Literal', id, value, float };
}

function parseIdentifier(node: estree.Identifier, context: ParseContext): Expression {
  const id = context.id(node);
  if (node.name === 'Infinity') return { type: 'Literal', id, value: Infinity, float: true };
  const name = context.lookUp(node);
  if (name !== undefined && context.array(node)) return context.fail(node, `shared array '${node.name}' must be indexed by all of its dimensions`);
  if (name !== undefined) return { type: 'Identifier', id, name };
  const parameter = context.parameters.get(node.name);
  if (node.name === context.output) return context.fail(node, `'${node.name}' is the output, which is stored into; it is no value`);
  if (!parameter) return context.fail(node, isCallable(node.name) ? `'${node.name}' is a function; write its arguments in parentheses` : `'${node.name}' is not declared here; in scope: ${listed(context.namesInScope(), 'nothing')}`);
  if (parameter.type.dims.length === 0) return { type: 'Identifier', id, name: node.name };
  return context.fail(node, `array '${node.name}' has ${dimensions(parameter.type.dims.length)} and must be indexed by all of them`);
}

function isCallable(name: string): boolean {
  return isValueFunction(name) || isStatementFunction(name) || accessFunction(name) !== undefined || constructed(name) !== undefined;
}

const dimensions = (count: number) => `${count} dimension${count === 1 ? '' : 's'}`;

function parseUnary(node: estree.UnaryExpression, context: ParseContext): Expression {
  if (!['-', '!', '~'].includes(node.operator)) return context.fail(node, `operator '${node.operator}' before a value is not in the language; allowed: - ! ~`);
  const id = context.id(node);
  const argument = parseExpression(node.argument, context);
  if (node.operator === '-' && argument.type === 'Literal' && typeof argument.value === 'number') return { ...argument, id, value: -argument.value };
  return { type: 'UnaryExpression', id, operator: node.operator as UnaryOperator, argument };
}

/** `this.thread.x`, `this.constants.rows`, `Math.PI`, `table[i][j]`. */
function parseMember(node: estree.MemberExpression, context: ParseContext): Expression {
  if (node.computed) return parseElement(node, context);
  const id = context.id(node);
  const { object, property } = node;
  if (property.type !== 'Identifier') return context.fail(node, 'private names are not in the language');
  if (object.type === 'Identifier' && object.name === 'Math') {
    const value = Object.hasOwn(mathConstants, property.name) ? mathConstants[property.name] : undefined;
    if (value === undefined) return context.fail(node, `Math.${property.name} is not ${Object.hasOwn(mathFunctions, property.name) ? 'called; write its arguments in parentheses' : `a constant of the language; allowed: ${Object.keys(mathConstants).join(', ')}`}`);
    return { type: 'Literal', id, value, float: true };
  }
  if (object.type === 'MemberExpression' && object.object.type === 'ThisExpression' && !object.computed && object.property.type === 'Identifier') {
    const group = object.property.name;
    if (isGroup(group)) {
      const axis = property.name;
      if (axis !== 'x' && axis !== 'y' && axis !== 'z') return context.fail(property, `this.${group} has x, y and z; found '${axis}'`);
      const inMap = group === 'thread' || group === 'output';
      if (inMap && context.output !== null) return context.fail(node, onlyInMap(`this.${group}`));
      if (!inMap && context.output === null) return context.fail(node, onlyInGrid(`'this.${group}'`));
      return { type: 'Builtin', id, group, axis };
    }
    if (group === 'constants') {
      if (!context.symbols.has(property.name)) return context.fail(property, `this.constants.${property.name} is not a size of this kernel; its sizes are: ${listed(context.symbols, 'none')}`);
      return { type: 'SizeConstant', id, name: property.name };
    }
    return refuseGroup(node, group, context);
  }
  if (object.type === 'ThisExpression' && property.name === 'lane') {
    return context.output === null ? context.fail(node, onlyInGrid("'this.lane'")) : { type: 'Builtin', id, group: 'lane', axis: 'x' };
  }
  if (object.type === 'ThisExpression') return refuseGroup(node, property.name, context);
  if (object.type === 'Identifier' && object.name === 'hint') return context.fail(node, `a hint stands last in a load or a store: load4(table, row, column, hint.${hints.includes(property.name as Hint) ? property.name : 'keep'})`);
  return context.fail(node, `member access '.${property.name}' is not in the language; allowed: this.thread.x, this.output.x, this.constants.<size>, Math.<name>`);
}

const groups: readonly string[] = ['thread', 'output', 'block', 'local', 'blockDim', 'gridDim'] satisfies Builtin['group'][];

function isGroup(name: string): name is Exclude<Builtin['group'], 'lane'> {
  return groups.includes(name);
}

function refuseGroup(node: estree.AnyNode, group: string, context: ParseContext): never {
  const allowed = context.output === null ? 'this.thread.x, this.output.x' : 'this.block.x, this.local.x, this.blockDim.x, this.gridDim.x, this.lane';
  return context.fail(node, `this.${group} is not in the language; allowed: ${allowed}, this.constants.<size>, with x, y or z`);
}

/** `table[i][j]`, or `v[2]` of a vector. */
function parseElement(node: estree.MemberExpression, context: ParseContext): Expression {
  const id = context.id(node);
  const { object, indices } = takeIndices(node);
  if (object.type === 'CallExpression') return component(node, id, parseCall(object, context), indices, context);
  if (object.type !== 'Identifier') return context.fail(node, 'only parameters can be indexed');
  if (!context.array(object)) {
    const local = context.lookUp(object);
    if (local !== undefined) return component(node, id, { type: 'Identifier', id: context.id(object), name: local }, indices, context);
  }
  return { type: 'Element', id, ...parsePlace(node, object, indices, context) };
}

/** `table[i][j]` taken apart. */
export function takeIndices(node: estree.AnyNode): { object: estree.AnyNode; indices: estree.AnyNode[] } {
  const indices: estree.AnyNode[] = [];
  let object = node;
  while (object.type === 'MemberExpression' && object.computed) {
    indices.unshift(object.property);
    object = object.object;
  }
  return { object, indices };
}

function component(node: estree.AnyNode, id: string, vector: Expression, indices: readonly estree.AnyNode[], context: ParseContext): Expression {
  const [at] = indices;
  const isWhole = at?.type === 'Literal' && typeof at.value === 'number' && Number.isInteger(at.value) && at.value >= 0;
  const named = vector.type === 'Identifier' ? `'${vector.name}'` : 'a value';
  if (indices.length !== 1 || !isWhole) return context.fail(node, `${named} is no array; of a vector a component is taken by a written number, v[0], and arrays are parameters and shared arrays`);
  return { type: 'Component', id, vector, at: at.value as number };
}

/** An array by name with all of its indices. */
export function parsePlace(node: estree.AnyNode, named: estree.AnyNode, indices: readonly estree.AnyNode[], context: ParseContext): Pick<Element, 'array' | 'indices'> {
  if (named.type !== 'Identifier') return context.fail(named, 'only parameters can be indexed');
  const array = context.array(named);
  if (!array) {
    if (context.parameters.has(named.name)) return context.fail(node, `'${named.name}' is a number and cannot be indexed`);
    return context.fail(named, `'${named.name}' is not a parameter; arrays here: ${listed([...context.parameters.values()].filter((p) => p.type.dims.length > 0).map((p) => p.name), 'none')}`);
  }
  if (array.rank !== indices.length) return context.fail(node, `'${named.name}' has ${dimensions(array.rank)} and is indexed by ${indices.length}; index all dimensions at once`);
  return { array: array.name, indices: indices.map((index) => parseExpression(index, context)) };
}

/** `hint.keep` at the end of an argument list, taken off it. */
export function takeHint(args: estree.AnyNode[], context: ParseContext): { readonly hint?: Hint } {
  const last = args.at(-1);
  if (last?.type !== 'MemberExpression' || last.object.type !== 'Identifier' || last.object.name !== 'hint' || last.computed || last.property.type !== 'Identifier') return {};
  const hint = last.property.name as Hint;
  if (!hints.includes(hint)) return context.fail(last, `hint.${hint} is not in the language; allowed: ${hints.map((each) => `hint.${each}`).join(', ')}`);
  args.pop();
  return { hint };
}

export function parseCall(node: estree.CallExpression, context: ParseContext): Expression {
  const id = context.id(node);
  const { callee } = node;
  const isMath = callee.type === 'MemberExpression' && !callee.computed && callee.object.type === 'Identifier' && callee.object.name === 'Math' && callee.property.type === 'Identifier';
  if (!isMath) return parseFunction(node, id, context);
  const name = (callee.property as estree.Identifier).name;
  const known = Object.hasOwn(mathFunctions, name) ? mathFunctions[name] : undefined;
  if (!known) return context.fail(node, `Math.${name} is not in the language; allowed: ${Object.keys(mathFunctions).join(', ')}`);
  if (node.arguments.length !== known.arity) return context.fail(node, `Math.${name} takes ${known.arity} argument${known.arity === 1 ? '' : 's'}; found ${node.arguments.length}`);
  return { type: 'MathCall', id, name, arguments: node.arguments.map((argument) => parseExpression(argument, context)) };
}

/** `load4(…)`, `f32x4(…)`, `shuffle(…)`, `dot(…)`. */
function parseFunction(node: estree.CallExpression, id: string, context: ParseContext): Expression {
  const { callee } = node;
  const name = callee.type === 'Identifier' && context.lookUp(callee) === undefined ? callee.name : '';
  const access = accessFunction(name);
  if (access?.stem === 'load') {
    const args: estree.AnyNode[] = [...node.arguments];
    const hint = takeHint(args, context);
    const [named, ...indices] = args;
    if (!named) return context.fail(node, `${name} takes an array and its indices: ${name}(table, row, column)`);
    return { type: 'Element', id, ...parsePlace(node, named, indices, context), ...(access.width === 1 ? {} : { width: access.width }), ...hint };
  }
  const to = constructed(name);
  if (to !== undefined) {
    if (node.arguments.length === 0) return context.fail(node, `${name} takes a number, a vector to convert, or all components; found nothing`);
    return { type: 'Construct', id, to, arguments: node.arguments.map((argument) => parseExpression(argument, context)) };
  }
  if (isValueFunction(name)) {
    const { least, most, grid } = valueFunctions[name];
    if (grid && context.output === null) return context.fail(node, onlyInGrid(`'${name}'`));
    if (node.arguments.length < least || node.arguments.length > most) return context.fail(node, `${name} takes ${least === most ? least : `${least} or ${most}`} argument${most === 1 ? '' : 's'}; found ${node.arguments.length}`);
    return { type: 'FunctionCall', id, name, arguments: node.arguments.map((argument) => parseExpression(argument, context)) };
  }
  if (isStatementFunction(name)) return context.fail(node, context.output === null ? onlyInGrid(`'${name}'`) : `${name}(…) gives no value; make it a statement of its own`);
  return context.fail(node, 'only Math functions and those of the language can be called: no closures, methods or helpers in a kernel');
}

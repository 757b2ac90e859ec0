import type * as estree from 'acorn';
import type { BinaryOperator, Expression, UnaryOperator } from '../model/index.ts';
import { describe } from './describe.ts';
import { level2Function, level2Group } from './level-2.ts';
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
  if (name !== undefined) return { type: 'Identifier', id, name };
  const parameter = context.parameters.get(node.name);
  if (!parameter) return context.fail(node, level2Function(node.name) ?? `'${node.name}' is not declared here; in scope: ${listed(context.namesInScope(), 'nothing')}`);
  if (parameter.type.dims.length === 0) return { type: 'Identifier', id, name: node.name };
  return context.fail(node, `array '${node.name}' has ${dimensions(parameter.type.dims.length)} and must be indexed by all of them`);
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
    if (group === 'thread' || group === 'output') {
      const axis = property.name;
      if (axis !== 'x' && axis !== 'y' && axis !== 'z') return context.fail(property, `this.${group} has x, y and z; found '${axis}'`);
      return { type: 'Builtin', id, group, axis };
    }
    if (group === 'constants') {
      if (!context.symbols.has(property.name)) return context.fail(property, `this.constants.${property.name} is not a size of this kernel; its sizes are: ${listed(context.symbols, 'none')}`);
      return { type: 'SizeConstant', id, name: property.name };
    }
    return refuseGroup(node, group, context);
  }
  if (object.type === 'ThisExpression') return refuseGroup(node, property.name, context);
  if (object.type === 'Identifier' && object.name === 'hint') return context.fail(node, level2Function('hint')!);
  return context.fail(node, `member access '.${property.name}' is not in the language; allowed: this.thread.x, this.output.x, this.constants.<size>, Math.<name>`);
}

function refuseGroup(node: estree.AnyNode, group: string, context: ParseContext): never {
  return context.fail(node, level2Group(group) ?? `this.${group} is not in the language; allowed: this.thread.x, this.output.x, this.constants.<size>, with x, y or z`);
}

function parseElement(node: estree.MemberExpression, context: ParseContext): Expression {
  const id = context.id(node);
  const indices: estree.AnyNode[] = [];
  let object: estree.AnyNode = node;
  while (object.type === 'MemberExpression' && object.computed) {
    indices.unshift(object.property);
    object = object.object;
  }
  if (object.type !== 'Identifier') return context.fail(node, 'only parameters can be indexed');
  if (context.lookUp(object) !== undefined) return context.fail(object, `'${object.name}' is a local number and cannot be indexed; arrays are parameters`);
  const parameter = context.parameters.get(object.name);
  if (!parameter) return context.fail(object, `'${object.name}' is not a parameter; arrays here: ${listed([...context.parameters.values()].filter((p) => p.type.dims.length > 0).map((p) => p.name), 'none')}`);
  if (parameter.type.dims.length !== indices.length) {
    return context.fail(node, parameter.type.dims.length === 0
      ? `'${object.name}' is a number and cannot be indexed`
      : `'${object.name}' has ${dimensions(parameter.type.dims.length)} and is indexed by ${indices.length}; index all dimensions at once`);
  }
  return { type: 'Element', id, array: object.name, indices: indices.map((index) => parseExpression(index, context)) };
}

export function parseCall(node: estree.CallExpression, context: ParseContext): Expression {
  const id = context.id(node);
  const { callee } = node;
  const isMath = callee.type === 'MemberExpression' && !callee.computed && callee.object.type === 'Identifier' && callee.object.name === 'Math' && callee.property.type === 'Identifier';
  if (!isMath) {
    const head = callee.type === 'MemberExpression' ? callee.object : callee;
    const level2 = head.type === 'Identifier' ? level2Function(head.name) : undefined;
    return context.fail(node, level2 ?? 'only Math functions can be called: no closures, methods or helpers in a kernel');
  }
  const name = (callee.property as estree.Identifier).name;
  const known = Object.hasOwn(mathFunctions, name) ? mathFunctions[name] : undefined;
  if (!known) return context.fail(node, `Math.${name} is not in the language; allowed: ${Object.keys(mathFunctions).join(', ')}`);
  if (node.arguments.length !== known.arity) return context.fail(node, `Math.${name} takes ${known.arity} argument${known.arity === 1 ? '' : 's'}; found ${node.arguments.length}`);
  return { type: 'MathCall', id, name, arguments: node.arguments.map((argument) => parseExpression(argument, context)) };
}

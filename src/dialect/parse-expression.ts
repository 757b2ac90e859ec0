import type * as estree from 'acorn';
import type { BinaryOperator, Expression, UnaryOperator } from '../model/index.ts';
import { mathConstants, mathFunctions } from './math.ts';
import type { ParseContext } from './parse-context.ts';

/** ESTree expression → expression of the language. Everything else is an error that says what is allowed. */
export function parseExpression(node: estree.AnyNode, context: ParseContext): Expression {
  switch (node.type) {
    case 'ParenthesizedExpression': return parseExpression(node.expression, context);
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
  if (typeof node.value === 'boolean') return { type: 'Literal', id, value: node.value, float: false };
  if (typeof node.value !== 'number') return context.fail(node, `${node.raw} is not in the language; literals are numbers, true and false`);
  const decimal = !/^0[xXbBoO]/.test(node.raw ?? '');
  const float = !Number.isInteger(node.value) || (decimal && /[.eE]/.test(node.raw ?? ''));
  if (!float && node.value > 0x7fff_ffff) {
    if (!(node.value === 0x8000_0000)) return context.fail(node, `integer ${node.raw} does not fit i32 (−2147483648 to 2147483647); write ${node.raw}.0 for a float`);
  }
  return { type: 'Literal', id, value: node.value, float };
}

function parseIdentifier(node: estree.Identifier, context: ParseContext): Expression {
  const id = context.id(node);
  if (node.name === 'Infinity') return { type: 'Literal', id, value: Infinity, float: true };
  const name = context.lookUp(node.name);
  if (name !== undefined) return { type: 'Identifier', id, name };
  const parameter = context.parameters.get(node.name);
  if (!parameter) return context.fail(node, `'${node.name}' is not declared here; in scope: ${context.namesInScope().join(', ') || 'nothing'}`);
  if (parameter.type.dims.length === 0) return { type: 'Identifier', id, name: node.name };
  return context.fail(node, `array '${node.name}' has ${parameter.type.dims.length} dimension${parameter.type.dims.length > 1 ? 's' : ''} and must be indexed by all of them`);
}

function parseUnary(node: estree.UnaryExpression, context: ParseContext): Expression {
  if (node.operator === '+') return parseExpression(node.argument, context);
  if (!['-', '!', '~'].includes(node.operator)) return context.fail(node, `operator '${node.operator}' is not in the language; allowed: - ! ~`);
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
  if (property.type !== 'Identifier') return context.fail(node, 'this member access is not in the language');
  if (object.type === 'Identifier' && object.name === 'Math') {
    const value = mathConstants[property.name];
    if (value === undefined || !Object.hasOwn(mathConstants, property.name)) return context.fail(node, `Math.${property.name} is not a constant of the language; allowed: ${Object.keys(mathConstants).join(', ')}`);
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
      if (!context.symbols.has(property.name)) return context.fail(property, `this.constants.${property.name} is not a size of this kernel; its sizes are ${[...context.symbols].join(', ')}`);
      return { type: 'SizeConstant', id, name: property.name };
    }
    return context.fail(node, `this.${group} is not in the language of map kernels; allowed: this.thread, this.output, this.constants`);
  }
  return context.fail(node, `member access '.${property.name}' is not in the language; allowed: this.thread.x, this.output.x, this.constants.<size>, Math.<name>`);
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
  if (context.lookUp(object.name) !== undefined) return context.fail(object, `'${object.name}' is a local number and cannot be indexed; arrays are parameters`);
  const parameter = context.parameters.get(object.name);
  if (!parameter) return context.fail(object, `'${object.name}' is not a parameter; arrays here: ${[...context.parameters.values()].filter((p) => p.type.dims.length > 0).map((p) => p.name).join(', ') || 'none'}`);
  if (parameter.type.dims.length !== indices.length) {
    return context.fail(node, `'${object.name}' has ${parameter.type.dims.length} dimension(s) and is indexed by ${indices.length}; index all dimensions at once`);
  }
  return { type: 'Element', id, array: object.name, indices: indices.map((index) => parseExpression(index, context)) };
}

function parseCall(node: estree.CallExpression, context: ParseContext): Expression {
  const id = context.id(node);
  const { callee } = node;
  const isMath = callee.type === 'MemberExpression' && !callee.computed && callee.object.type === 'Identifier' && callee.object.name === 'Math' && callee.property.type === 'Identifier';
  if (!isMath) return context.fail(node, 'only Math functions can be called: no closures, methods or helpers in a kernel');
  const name = (callee.property as estree.Identifier).name;
  const known = Object.hasOwn(mathFunctions, name) ? mathFunctions[name] : undefined;
  if (!known) return context.fail(node, `Math.${name} is not in the language; allowed: ${Object.keys(mathFunctions).join(', ')}`);
  if (node.arguments.length !== known.arity) return context.fail(node, `Math.${name} takes ${known.arity} argument(s); found ${node.arguments.length}`);
  return { type: 'MathCall', id, name, arguments: node.arguments.map((argument) => parseExpression(argument, context)) };
}

/** `a TemplateLiteral` in words a person expects. */
export function describe(node: estree.AnyNode): string {
  const words: Record<string, string> = {
    ArrowFunctionExpression: 'a function', FunctionExpression: 'a function', FunctionDeclaration: 'a function', ObjectExpression: 'an object',
    ArrayExpression: 'an array literal', TemplateLiteral: 'a string', ThisExpression: "'this' alone", NewExpression: "'new'", AwaitExpression: "'await'",
    ImportExpression: "'import'", SequenceExpression: "the comma operator", SpreadElement: "'...'", TaggedTemplateExpression: 'a string', ClassDeclaration: 'a class',
    SwitchStatement: "'switch'", TryStatement: "'try'", ThrowStatement: "'throw'", DoWhileStatement: "'do … while'", ForInStatement: "'for … in'", ForOfStatement: "'for … of'",
    LabeledStatement: 'a label', WithStatement: "'with'", DebuggerStatement: "'debugger'", ImportDeclaration: "'import'", MetaProperty: "'import.meta'",
  };
  return words[node.type] ?? node.type;
}

import escodegen from 'escodegen';
import type * as estree from 'estree';
import type { Block, Expression, Kernel, Literal, Statement } from '../model/index.ts';
import { literalText } from './literal-text.ts';
import { printSignature } from './signature.ts';
import { walk } from './walk.ts';

/** The whole kernel as a file that parses back to the same canonical form. */
export function printKernel(kernel: Kernel): string {
  const { signature } = kernel;
  const head = `export default function ${signature.name}(${signature.parameters.map((p) => p.name).join(', ')}) `;
  return `${printSignature(signature)}\n${head}${printBlock(kernel.body)}\n`;
}

/** A body as text, braces included. A local that is never assigned again prints as `const`. */
export function printBlock(block: Block): string {
  return generate(toEsBlock(block, assignedIn(block)));
}

export function printStatement(statement: Statement, within?: Block): string {
  return generate(toEsStatement(statement, within ? assignedIn(within) : new Set(['name' in statement ? statement.name : ''])));
}

export function printExpression(expression: Expression): string {
  return generate(toEsExpression(expression));
}

function generate(node: estree.Node): string {
  return escodegen.generate(node, { format: { indent: { style: '  ' }, quotes: 'single' }, verbatim: 'x-verbatim' });
}

function assignedIn(block: Block): ReadonlySet<string> {
  const assigned = new Set<string>();
  walk(block, (node) => {
    if (node.type === 'Assignment') assigned.add(node.name);
    if (node.type === 'VariableDeclaration' && !node.init) assigned.add(node.name);
  });
  return assigned;
}

type Assigned = ReadonlySet<string>;
const identifier = (name: string): estree.Identifier => ({ type: 'Identifier', name });
const member = (object: estree.Expression, property: string): estree.MemberExpression =>
  ({ type: 'MemberExpression', object, property: identifier(property), computed: false, optional: false });

function toEsBlock(block: Block, assigned: Assigned): estree.BlockStatement {
  return { type: 'BlockStatement', body: block.body.map((statement) => toEsStatement(statement, assigned)) };
}

function toEsStatement(node: Statement, assigned: Assigned): estree.Statement {
  switch (node.type) {
    case 'VariableDeclaration': return {
      type: 'VariableDeclaration', kind: assigned.has(node.name) ? 'let' : 'const',
      declarations: [{ type: 'VariableDeclarator', id: identifier(node.name), init: node.init && toEsExpression(node.init) }],
    };
    case 'Assignment': return { type: 'ExpressionStatement', expression: toEsAssignment(node) };
    case 'IfStatement': return {
      type: 'IfStatement', test: toEsExpression(node.test), consequent: toEsBlock(node.consequent, assigned),
      alternate: node.alternate && toEsBlock(node.alternate, assigned),
    };
    case 'ForStatement': {
      const body = toEsBlock(node.body, assigned);
      const test = toEsExpression(node.test);
      if (!node.init && !node.update) return { type: 'WhileStatement', test, body };
      const init = node.init && (node.init.type === 'Assignment' ? toEsAssignment(node.init) : (toEsStatement(node.init, assigned) as estree.VariableDeclaration));
      return { type: 'ForStatement', init, test, update: node.update && toEsAssignment(node.update), body };
    }
    case 'ReturnStatement': return { type: 'ReturnStatement', argument: toEsExpression(node.argument) };
    case 'BreakStatement': return { type: 'BreakStatement' };
    case 'ContinueStatement': return { type: 'ContinueStatement' };
  }
}

function toEsAssignment(node: Statement & { type: 'Assignment' }): estree.Expression {
  const stepsByOne = node.value.type === 'Literal' && node.value.value === 1 && !node.value.float;
  if (stepsByOne && (node.operator === '+=' || node.operator === '-=')) {
    return { type: 'UpdateExpression', operator: node.operator === '+=' ? '++' : '--', prefix: false, argument: identifier(node.name) };
  }
  return { type: 'AssignmentExpression', operator: node.operator, left: identifier(node.name), right: toEsExpression(node.value) };
}

function toEsExpression(node: Expression): estree.Expression {
  switch (node.type) {
    case 'Identifier': return identifier(node.name);
    case 'Literal': return toEsLiteral(node);
    case 'BinaryExpression': return { type: 'BinaryExpression', operator: node.operator, left: toEsExpression(node.left), right: toEsExpression(node.right) };
    case 'LogicalExpression': return { type: 'LogicalExpression', operator: node.operator, left: toEsExpression(node.left), right: toEsExpression(node.right) };
    case 'UnaryExpression': return { type: 'UnaryExpression', operator: node.operator, prefix: true, argument: toEsExpression(node.argument) };
    case 'ConditionalExpression': return {
      type: 'ConditionalExpression', test: toEsExpression(node.test), consequent: toEsExpression(node.consequent), alternate: toEsExpression(node.alternate),
    };
    case 'Element': return node.indices.reduce<estree.Expression>(
      (object, index) => ({ type: 'MemberExpression', object, property: toEsExpression(index), computed: true, optional: false }), identifier(node.array));
    case 'Builtin': return member(member({ type: 'ThisExpression' }, node.group), node.axis);
    case 'SizeConstant': return member(member({ type: 'ThisExpression' }, 'constants'), node.name);
    case 'MathCall': return {
      type: 'CallExpression', callee: member(identifier('Math'), node.name), arguments: node.arguments.map(toEsExpression), optional: false,
    };
  }
}

function toEsLiteral(node: Literal): estree.Expression {
  const content = literalText(node);
  const negative = content.startsWith('-');
  const plain = { type: 'Literal', value: 0, 'x-verbatim': { content: negative ? content.slice(1) : content, precedence: escodegen.Precedence.Primary } } as unknown as estree.Literal;
  return negative ? { type: 'UnaryExpression', operator: '-', prefix: true, argument: plain } : plain;
}

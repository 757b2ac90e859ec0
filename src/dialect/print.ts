import escodegen from 'escodegen';
import type * as estree from 'estree';
import type { Block, Expression, Hint, Kernel, Literal, SizeExpression, Statement } from '../model/index.ts';
import { literalText } from './literal-text.ts';
import { printSignature } from './signature.ts';
import { walk } from './walk.ts';

/** The whole kernel as a file that parses back to the same canonical form. */
export function printKernel(kernel: Kernel): string {
  const { signature, body: { launch } } = kernel;
  const names = [...signature.parameters.map((p) => p.name), ...(launch ? [launch.output] : [])];
  const head = `export default function ${signature.name}(${names.join(', ')}) `;
  return `${printSignature(signature, launch)}\n${head}${printBlock(kernel.body)}\n`;
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

const number = (value: number): estree.Literal => ({ type: 'Literal', value });
const call = (name: string, ...args: readonly estree.Expression[]): estree.Expression =>
  ({ type: 'CallExpression', callee: identifier(name), arguments: [...args], optional: false });
const does = (expression: estree.Expression): estree.Statement => ({ type: 'ExpressionStatement', expression });
const hintArgument = (hint: Hint | undefined): estree.Expression[] => (hint === undefined ? [] : [member(identifier('hint'), hint)]);

/** `table[i][j]` */
function place(array: string, indices: readonly Expression[]): estree.MemberExpression {
  return indices.reduce<estree.Expression>(
    (object, index) => ({ type: 'MemberExpression', object, property: toEsExpression(index), computed: true, optional: false }), identifier(array)) as estree.MemberExpression;
}

function toEsSize(size: SizeExpression): estree.Expression {
  switch (size.kind) {
    case 'number': return number(size.value);
    case 'symbol': return member(member({ type: 'ThisExpression' }, 'constants'), size.name);
    case 'operation': return { type: 'BinaryExpression', operator: size.operator, left: toEsSize(size.left), right: toEsSize(size.right) };
    case 'function': return { type: 'CallExpression', callee: member(identifier('Math'), size.name), arguments: size.arguments.map(toEsSize), optional: false };
  }
}

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
    case 'Store': {
      const plain = node.width === undefined && node.hint === undefined;
      const value = toEsExpression(node.value);
      return does(plain
        ? { type: 'AssignmentExpression', operator: '=', left: place(node.array, node.indices), right: value }
        : call(`store${node.width ?? ''}`, identifier(node.array), ...node.indices.map(toEsExpression), value, ...hintArgument(node.hint)));
    }
    case 'AtomicAdd': return does(call('atomicAdd', identifier(node.array), ...node.indices.map(toEsExpression), toEsExpression(node.value)));
    case 'SharedDeclaration': return {
      type: 'VariableDeclaration', kind: 'const',
      declarations: [{ type: 'VariableDeclarator', id: identifier(node.name), init: call('shared', identifier(node.scalar), ...node.dims.map(toEsSize)) }],
    };
    case 'Barrier': return does(call(node.scope === 'block' ? 'barrier' : 'warpBarrier'));
    case 'AsyncCopy': return does(call(
      `copyAsync${node.width ?? ''}`, identifier(node.array), ...node.indices.map(toEsExpression), identifier(node.source), ...node.sourceIndices.map(toEsExpression)));
    case 'CopyCommit': return does(call('copyCommit'));
    case 'CopyWait': return does(call('copyWait', number(node.pending)));
    case 'MatrixDot': {
      const [row, column, leftRow, rightRow] = node.indices.map(toEsExpression) as [estree.Expression, estree.Expression, estree.Expression, estree.Expression];
      return does(call('matrixDot', identifier(node.target), row, column, identifier(node.left), leftRow, identifier(node.right), rightRow, toEsSize(node.depth)));
    }
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
    case 'Element': return node.width === undefined && node.hint === undefined
      ? place(node.array, node.indices)
      : call(`load${node.width ?? ''}`, identifier(node.array), ...node.indices.map(toEsExpression), ...hintArgument(node.hint));
    case 'Construct': return call(node.to, ...node.arguments.map(toEsExpression));
    case 'FunctionCall': return call(node.name, ...node.arguments.map(toEsExpression));
    case 'Component': return { type: 'MemberExpression', object: toEsExpression(node.vector), property: number(node.at), computed: true, optional: false };
    case 'Builtin': return node.group === 'lane' ? member({ type: 'ThisExpression' }, 'lane') : member(member({ type: 'ThisExpression' }, node.group), node.axis);
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

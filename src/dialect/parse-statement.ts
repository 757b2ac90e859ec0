import type * as estree from 'acorn';
import type { Assignment, AssignmentOperator, BinaryOperator, Block, Declaration, Expression, SharedDeclaration, Statement, Store } from '../model/index.ts';
import { describe } from './describe.ts';
import type { ParseContext } from './parse-context.ts';
import { onlyInGrid, onlyInMap } from './functions.ts';
import { parseExpression, parsePlace, takeIndices } from './parse-expression.ts';
import { parseGridStatement } from './parse-grid-statement.ts';
import { parseStaticSize } from './static-size.ts';
import { copyFresh, nodesOf } from './walk.ts';

/** A body as a block: braces or not, nested plain blocks flattened (every local's name is unique, so nothing clashes). */
export function parseBlock(node: estree.AnyNode, context: ParseContext): Block {
  const id = context.id(node);
  const statements = node.type === 'BlockStatement' ? node.body : [node];
  const body = context.nested(node, () => context.scope(statements.flatMap(declaredBy), () => statements.flatMap((statement) => parseStatement(statement, context))));
  return { type: 'BlockStatement', id, body };
}

/** The names that a statement declares in the block it stands in. */
function declaredBy(node: estree.AnyNode | null | undefined): string[] {
  if (node?.type !== 'VariableDeclaration') return [];
  return node.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
}

/** One statement of the source; `let a = 1, b = 2` is two statements, `;` is none. */
export function parseStatement(node: estree.AnyNode, context: ParseContext): Statement[] {
  switch (node.type) {
    case 'EmptyStatement': return [];
    case 'BlockStatement': return [...parseBlock(node, context).body];
    case 'VariableDeclaration': return parseDeclarations(node, context);
    case 'ExpressionStatement': {
      const { expression } = node;
      if (expression.type === 'CallExpression') return [parseGridStatement(expression, context)];
      if (expression.type === 'AssignmentExpression' && expression.left.type === 'MemberExpression') return [parseStore(expression, expression.left, context)];
      return [parseAssignment(expression, context)];
    }
    case 'IfStatement': {
      const id = context.id(node);
      const test = parseExpression(node.test, context);
      const consequent = parseBlock(node.consequent, context);
      return [{ type: 'IfStatement', id, test, consequent, alternate: node.alternate ? parseBlock(node.alternate, context) : null }];
    }
    case 'ForStatement': return parseFor(node, context);
    case 'WhileStatement': {
      const id = context.id(node);
      const test = parseExpression(node.test, context);
      return [{ type: 'ForStatement', id, init: null, test, update: null, body: parseBlock(node.body, context) }];
    }
    case 'ReturnStatement': {
      const id = context.id(node);
      if (context.output !== null) return context.fail(node, onlyInMap("'return'"));
      if (!node.argument) return context.fail(node, "'return' must give the element's value");
      return [{ type: 'ReturnStatement', id, argument: parseExpression(node.argument, context) }];
    }
    case 'BreakStatement': case 'ContinueStatement': {
      const id = context.id(node);
      const word = node.type === 'BreakStatement' ? 'break' : 'continue';
      if (node.label) return context.fail(node, `'${word}' with a label is not in the language`);
      return [{ type: node.type, id }];
    }
    default:
      return context.fail(node, `${describe(node)} is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return`);
  }
}

function parseDeclarations(node: estree.VariableDeclaration, context: ParseContext): (Declaration | SharedDeclaration)[] {
  if (node.kind !== 'let' && node.kind !== 'const') return context.fail(node, `'${node.kind}' is not in the language; use let or const`);
  return node.declarations.map((declarator) => {
    const id = context.id(declarator);
    if (declarator.id.type !== 'Identifier') return context.fail(declarator.id, 'a declaration names one local; patterns are not in the language');
    if (declarator.init && isShared(declarator.init, context)) return parseShared(id, declarator.id, declarator.init, context);
    const init = declarator.init ? parseExpression(declarator.init, context) : null;
    return { type: 'VariableDeclaration', id, name: context.declare(declarator.id, node.kind === 'const'), init };
  });
}

function isShared(node: estree.Expression, context: ParseContext): node is estree.CallExpression {
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'shared' && context.lookUp(node.callee) === undefined;
}

/** `const tile = shared(f32, 8, 33)` */
function parseShared(id: string, named: estree.Identifier, node: estree.CallExpression, context: ParseContext): SharedDeclaration {
  if (context.output === null) return context.fail(node, onlyInGrid("'shared'"));
  const [scalar, ...dims] = node.arguments;
  const type = scalar?.type === 'Identifier' ? scalar.name : '';
  if ((type !== 'f32' && type !== 'f16' && type !== 'i32') || dims.length < 1 || dims.length > 3) {
    return context.fail(node, 'shared takes f32, f16 or i32 and one to three sizes: shared(f32, 8, 33)');
  }
  const sizes = dims.map((dim) => parseStaticSize(dim, context));
  const name = context.declare(named, true);
  context.share(name, sizes.length);
  return { type: 'SharedDeclaration', id, name, scalar: type, dims: sizes };
}

/** `tile[i] = v`; `tile[i] += v` becomes `tile[i] = tile[i] + v`. */
function parseStore(node: estree.AssignmentExpression, left: estree.MemberExpression, context: ParseContext): Store {
  const id = context.id(node);
  const { object, indices } = takeIndices(left);
  if (object.type === 'Identifier' && !context.array(object) && context.lookUp(object) !== undefined) return context.fail(left, `'${object.name}' is no array; of a vector no single component can be assigned: make a new one with f32x4(…)`);
  if (object.type !== 'Identifier' || !left.computed) return context.fail(left, 'only a local or an element of an array can be assigned');
  if (context.output === null) return context.fail(left, 'a map kernel cannot write to arrays; return the value of its one element');
  const place = parsePlace(left, object, indices, context);
  const value = parseExpression(node.right, context);
  if (node.operator === '=') return { type: 'Store', id, ...place, value };
  const operator = node.operator.slice(0, -1);
  if (!assignmentOperators.has(node.operator)) return context.fail(node, `operator '${node.operator}' is not in the language; allowed: ${[...assignmentOperators].join(' ')}`);
  const before = copyFresh({ type: 'Element', id, ...place } as const, () => context.id(left));
  return { type: 'Store', id, ...place, value: { type: 'BinaryExpression', id: context.id(node), operator: operator as BinaryOperator, left: before, right: value } };
}

/** `x = …`, `x += …`, `x++`; the last becomes `x += 1`. */
function parseAssignment(node: estree.AnyNode, context: ParseContext): Assignment {
  const id = context.id(node);
  if (node.type === 'UpdateExpression') {
    const name = assignable(node.argument, context);
    const one: Expression = { type: 'Literal', id: context.id(node), value: 1, float: false };
    return { type: 'Assignment', id, operator: node.operator === '++' ? '+=' : '-=', name, value: one };
  }
  if (node.type === 'SequenceExpression') return context.fail(node, 'the comma operator is not in the language; make each part a statement of its own');
  if (node.type !== 'AssignmentExpression') return context.fail(node, `${describe(node)} does nothing as a statement; allowed: let, const, assignment, if, for, while, break, continue, return`);
  if (!assignmentOperators.has(node.operator)) return context.fail(node, `operator '${node.operator}' is not in the language; allowed: ${[...assignmentOperators].join(' ')}`);
  const name = assignable(node.left, context);
  return { type: 'Assignment', id, operator: node.operator as AssignmentOperator, name, value: parseExpression(node.right, context) };
}

const assignmentOperators = new Set<string>(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '>>>=']);

function assignable(node: estree.AnyNode, context: ParseContext): string {
  if (node.type === 'MemberExpression') return context.fail(node, context.output === null ? 'a map kernel cannot write to arrays; return the value of its one element' : 'a store stands alone: array[index] = value;');
  if (node.type !== 'Identifier') return context.fail(node, 'only a local can be assigned');
  const name = context.lookUp(node);
  if (name === undefined) return context.fail(node, context.parameters.has(node.name) ? `parameter '${node.name}' cannot be assigned; copy it into a local` : `'${node.name}' is not declared here; declare it with let`);
  if (context.isConstant(name)) return context.fail(node, `'${node.name}' is const and cannot be assigned; declare it with let`);
  return name;
}

function parseFor(node: estree.ForStatement, context: ParseContext): Statement[] {
  const id = context.id(node);
  return context.scope(declaredBy(node.init), () => {
    const [before, init] = parseHead(node.init, context);
    const test: Expression = node.test ? parseExpression(node.test, context) : { type: 'Literal', id: context.id(node), value: true, float: false };
    if (node.update?.type === 'SequenceExpression') context.fail(node.update, 'a for loop updates one local; move the other updates into its body');
    const update = node.update ? parseAssignment(node.update, context) : null;
    return [...before, { type: 'ForStatement', id, init, test, update, body: parseBlock(node.body, context) }];
  });
}

/**
 * A for loop keeps one declaration or assignment at its head, the first, which is the counter by custom: further ones
 * move before the loop. If they use the first, it moves with them.
 */
function parseHead(node: estree.ForStatement['init'], context: ParseContext): [before: Declaration[], init: Declaration | Assignment | null] {
  if (!node) return [[], null];
  if (node.type !== 'VariableDeclaration') return [[], parseAssignment(node, context)];
  const all = parseDeclarations(node, context).map((each) => (each.type === 'SharedDeclaration' ? context.fail(node, 'a shared array is declared at the top of the kernel, not in a loop') : each));
  const [first, ...others] = all as [Declaration, ...Declaration[]];
  const usesFirst = ({ init }: Declaration) => init !== null && nodesOf(init).some((each) => each.type === 'Identifier' && each.name === first.name);
  return others.some(usesFirst) ? [all, null] : [others, first];
}

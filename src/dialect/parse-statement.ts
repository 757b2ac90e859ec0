import type * as estree from 'acorn';
import type { Assignment, AssignmentOperator, Block, Declaration, Expression, Statement } from '../model/index.ts';
import { describe, parseExpression } from './parse-expression.ts';
import type { ParseContext } from './parse-context.ts';

/** A body as a block: braces or not, nested plain blocks flattened (every local's name is unique, so nothing clashes). */
export function parseBlock(node: estree.AnyNode, context: ParseContext): Block {
  const id = context.id(node);
  context.enterScope();
  const body = node.type === 'BlockStatement' ? node.body.flatMap((statement) => parseStatement(statement, context)) : parseStatement(node, context);
  context.leaveScope();
  return { type: 'BlockStatement', id, body };
}

/** One statement of the source; `let a = 1, b = 2` is two statements, `;` is none. */
export function parseStatement(node: estree.AnyNode, context: ParseContext): Statement[] {
  switch (node.type) {
    case 'EmptyStatement': return [];
    case 'BlockStatement': return [...parseBlock(node, context).body];
    case 'VariableDeclaration': return parseDeclarations(node, context);
    case 'ExpressionStatement': return [parseAssignment(node.expression, context)];
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
      return [{ type: 'ForStatement', id, init: null, test, update: null, body: parseLoopBody(node.body, context) }];
    }
    case 'ReturnStatement': {
      const id = context.id(node);
      if (!node.argument) return context.fail(node, "'return' must give the element's value");
      return [{ type: 'ReturnStatement', id, argument: parseExpression(node.argument, context) }];
    }
    case 'BreakStatement': case 'ContinueStatement': {
      const id = context.id(node);
      const word = node.type === 'BreakStatement' ? 'break' : 'continue';
      if (node.label) return context.fail(node, `'${word}' with a label is not in the language`);
      if (context.loopDepth === 0) return context.fail(node, `'${word}' stands outside a loop`);
      return [{ type: node.type, id }];
    }
    default:
      return context.fail(node, `${describe(node)} is not in the language; allowed statements: let, const, assignment, if, for, while, break, continue, return`);
  }
}

function parseLoopBody(node: estree.AnyNode, context: ParseContext): Block {
  context.loopDepth++;
  const body = parseBlock(node, context);
  context.loopDepth--;
  return body;
}

function parseDeclarations(node: estree.VariableDeclaration, context: ParseContext): Declaration[] {
  if (node.kind !== 'let' && node.kind !== 'const') return context.fail(node, `'${node.kind}' is not in the language; use let or const`);
  return node.declarations.map((declarator) => {
    const id = context.id(declarator);
    if (declarator.id.type !== 'Identifier') return context.fail(declarator.id, 'a declaration names one local; patterns are not in the language');
    if (node.kind === 'const' && !declarator.init) return context.fail(declarator, `const '${declarator.id.name}' needs a value`);
    const init = declarator.init ? parseExpression(declarator.init, context) : null;
    return { type: 'VariableDeclaration', id, name: context.declare(declarator.id, node.kind === 'const'), init };
  });
}

/** `x = …`, `x += …`, `x++`; the last becomes `x += 1`. */
function parseAssignment(node: estree.AnyNode, context: ParseContext): Assignment {
  const id = context.id(node);
  if (node.type === 'ParenthesizedExpression') return parseAssignment(node.expression, context);
  if (node.type === 'UpdateExpression') {
    const name = assignable(node.argument, context);
    const one: Expression = { type: 'Literal', id: context.id(node), value: 1, float: false };
    return { type: 'Assignment', id, operator: node.operator === '++' ? '+=' : '-=', name, value: one };
  }
  if (node.type !== 'AssignmentExpression') return context.fail(node, `${describe(node)} does nothing as a statement; allowed: let, const, assignment, if, for, while, break, continue, return`);
  if (!assignmentOperators.has(node.operator)) return context.fail(node, `operator '${node.operator}' is not in the language; allowed: ${[...assignmentOperators].join(' ')}`);
  const name = assignable(node.left, context);
  return { type: 'Assignment', id, operator: node.operator as AssignmentOperator, name, value: parseExpression(node.right, context) };
}

const assignmentOperators = new Set<string>(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '>>>=']);

function assignable(node: estree.AnyNode, context: ParseContext): string {
  if (node.type === 'MemberExpression') return context.fail(node, 'a map kernel cannot write to arrays; return the value of its one element');
  if (node.type !== 'Identifier') return context.fail(node, 'only a local can be assigned');
  const name = context.lookUp(node.name);
  if (name === undefined) return context.fail(node, context.parameters.has(node.name) ? `parameter '${node.name}' cannot be assigned; copy it into a local` : `'${node.name}' is not declared here`);
  if (context.isConstant(name)) return context.fail(node, `'${node.name}' is const and cannot be assigned; declare it with let`);
  return name;
}

/**
 * A for loop keeps one declaration or assignment at its head; further ones move before the loop, which changes nothing
 * as they may not use the ones before them.
 */
function parseFor(node: estree.ForStatement, context: ParseContext): Statement[] {
  const id = context.id(node);
  context.enterScope();
  let before: Statement[] = [];
  let init: Declaration | Assignment | null = null;
  if (node.init?.type === 'VariableDeclaration') {
    const [first, ...others] = node.init.declarations;
    const later = others.map((declarator) => parseDeclarations({ ...node.init, declarations: [declarator] } as estree.VariableDeclaration, context)[0]!);
    before = later;
    init = parseDeclarations({ ...node.init, declarations: [first!] }, context)[0]!;
  } else if (node.init) {
    init = parseAssignment(node.init, context);
  }
  const test: Expression = node.test ? parseExpression(node.test, context) : { type: 'Literal', id: context.id(node), value: true, float: false };
  if (node.update?.type === 'SequenceExpression') context.fail(node.update, 'a for loop updates one local; move the other updates into its body');
  const update = node.update ? parseAssignment(node.update, context) : null;
  const body = parseLoopBody(node.body, context);
  context.leaveScope();
  return [...before, { type: 'ForStatement', id, init, test, update, body }];
}

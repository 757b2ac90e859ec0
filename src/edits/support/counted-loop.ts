import type { Assignment, Binary, Block, Expression, For, NodeId, Statement } from '../../model/index.ts';
import { walk } from '../../dialect/index.ts';
import { isInvariantIn, readsOf } from './dataflow.ts';
import { blockOf, blocksOf, findStatement } from './place.ts';

/**
 * Loops whose turns can be told beforehand: one counter moves by a constant step after each turn, and the test holds it
 * against a bound that no turn changes. A `while` that moves its counter at the end of its body is one as well.
 */
export interface CountedLoop {
  readonly loop: For;
  readonly counter: string;
  /** Never 0; negative counts down. */
  readonly step: number;
  /** The test as `counter comparison bound`. */
  readonly comparison: Comparison;
  readonly bound: Expression;
  readonly update: Assignment;
  /** True where the update is the last statement of the body. */
  readonly updatesInBody: boolean;
  /** The body without the update. */
  readonly work: readonly Statement[];
}

export type Comparison = '<' | '<=' | '>' | '>=';

/** The loop as a counted one; undefined if it is none, or if a `break` or `continue` changes its course. */
export function countedLoop(loop: For): CountedLoop | undefined {
  if (loop.test.type !== 'BinaryExpression') return undefined;
  const updatesInBody = loop.update === null;
  const update = loop.update ?? loop.body.body.at(-1);
  if (update?.type !== 'Assignment') return undefined;
  const counter = update.name;
  const step = stepOf(update);
  const sides = sidesOf(loop.test, counter);
  if (!step || !sides || (step > 0) !== sides.comparison.startsWith('<')) return undefined;
  const work = updatesInBody ? loop.body.body.slice(0, -1) : loop.body.body;
  const { bound } = sides;
  if (work.some((statement) => assigns(statement, counter) || leavesTurn(statement))) return undefined;
  if (readsOf(bound).has(counter) || !isInvariantIn(bound, loop)) return undefined;
  return { loop, counter, step, ...sides, update, updatesInBody, work };
}

/** The counted loop of that id, if the tree has it. */
export function findCounted(body: Block, id: NodeId): CountedLoop | undefined {
  const found = findStatement(body, id);
  return found?.type === 'ForStatement' ? countedLoop(found) : undefined;
}

const mirrored: Readonly<Record<Comparison, Comparison>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** A comparison with the name on one side, turned so that it stands on the left. */
export function sidesOf({ operator, left, right }: Binary, name: string): { comparison: Comparison; bound: Expression } | undefined {
  if (!(operator in mirrored)) return undefined;
  const comparison = operator as Comparison;
  if (left.type === 'Identifier' && left.name === name) return { comparison, bound: right };
  if (right.type === 'Identifier' && right.name === name) return { comparison: mirrored[comparison], bound: left };
  return undefined;
}

/** By how much `i += 2`, `i -= 2`, `i = i + 2` move the local; undefined if that is no whole number. */
export function stepOf({ name, operator, value }: Assignment): number | undefined {
  if (operator === '+=') return integerOf(value);
  if (operator === '-=') return negated(integerOf(value));
  if (operator !== '=' || value.type !== 'BinaryExpression') return undefined;
  if (value.left.type !== 'Identifier' || value.left.name !== name) return undefined;
  if (value.operator === '+') return integerOf(value.right);
  return value.operator === '-' ? negated(integerOf(value.right)) : undefined;
}

function negated(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}

/** The value of an integer literal. */
export function integerOf(expression: Expression | null | undefined): number | undefined {
  return expression?.type === 'Literal' && !expression.float && Number.isInteger(expression.value) ? (expression.value as number) : undefined;
}

/** The value that a local has for sure when the loop is entered, as far as whole literals in its head or its block tell. */
export function valueAtEntry(body: Block, loop: For, name: string): number | undefined {
  if (loop.init?.name === name) return storedBy(loop.init);
  const block = blockOf(body, loop.id);
  for (let at = (block?.body.findIndex(({ id }) => id === loop.id) ?? 0) - 1; at >= 0; at--) {
    const statement = block!.body[at]!;
    if (assigns(statement, name)) return storedBy(statement);
  }
  return undefined;
}

function storedBy(statement: Statement): number | undefined {
  if (statement.type === 'VariableDeclaration') return integerOf(statement.init);
  return statement.type === 'Assignment' && statement.operator === '=' ? integerOf(statement.value) : undefined;
}

/** True if the local is declared or assigned below the statement. */
function assigns(statement: Statement, name: string): boolean {
  let found = false;
  walk(statement, (node) => {
    if ((node.type === 'Assignment' || node.type === 'VariableDeclaration') && node.name === name) found = true;
  });
  return found;
}

/** True for a `break` or `continue` of the loop that the statement is part of. */
function leavesTurn(statement: Statement): boolean {
  if (statement.type === 'BreakStatement' || statement.type === 'ContinueStatement') return true;
  return statement.type === 'IfStatement' && blocksOf(statement).some((block) => block.body.some(leavesTurn));
}

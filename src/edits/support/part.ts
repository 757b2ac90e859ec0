import type { Block, Expression, If, NodeId, Statement } from '../../model/index.ts';
import type { Fresh } from '../operator.ts';
import { read } from './build.ts';
import { declaredIn, readsOf, writesOf } from './dataflow.ts';
import { blocksOf } from './place.ts';

/**
 * A body cut at one of its statements, so that what all threads must do together, such as a barrier, can stand before or
 * behind it, outside of the branches around it: `if (c) { A; S; B }` becomes `if (c) { A }`, `if (c) { S }`, `if (c) { B }`.
 */
export interface Parted {
  readonly before: readonly Statement[];
  /** What comes before, and then these in the branches around the statement. */
  upTo(list: readonly Statement[]): readonly Statement[];
  readonly found: Statement;
  /** The branches around the statement, about other statements. */
  guarded(list: readonly Statement[]): readonly Statement[];
  readonly after: readonly Statement[];
  /** These in the branches around the statement, and then what comes after it. */
  from(list: readonly Statement[]): readonly Statement[];
  /** The conditions of the branches around it, outermost first. */
  readonly tests: readonly Expression[];
}

/** Undefined if there is no such statement, or if one of its branches has an else, or a loop is around it. */
export function partAt({ body }: Block, id: NodeId, fresh: Fresh): Parted | undefined {
  return part(body, id, fresh);
}

function part(list: readonly Statement[], id: NodeId, fresh: Fresh): Parted | undefined {
  const at = list.findIndex((statement) => statement.id === id);
  if (at >= 0) {
    const [before, after] = [list.slice(0, at), list.slice(at + 1)];
    return { before, upTo: (more) => [...before, ...more], found: list[at]!, guarded: (inside) => inside, after, from: (more) => [...more, ...after], tests: [] };
  }
  const around = list.findIndex((statement) => statement.type === 'IfStatement' && statement.alternate === null && holds(statement, id));
  const branch = list[around];
  if (branch?.type !== 'IfStatement') return undefined;
  const inner = part(branch.consequent.body, id, fresh);
  return inner && outOf(branch, inner, list.slice(0, around), list.slice(around + 1), fresh);
}

/** The parts of a branch, taken out of it. Its condition is asked once, before the first of them may change what it asks. */
function outOf(branch: If, inner: Parted, before: readonly Statement[], after: readonly Statement[], fresh: Fresh): Parted {
  const name = fresh.local('inside');
  const guarded = (list: readonly Statement[]): readonly Statement[] => (list.length === 0 ? [] : [{
    type: 'IfStatement', id: fresh(), test: read(name, fresh), consequent: { type: 'BlockStatement', id: fresh(), body: list }, alternate: null,
  }]);
  const upTo = (list: readonly Statement[]): readonly Statement[] => {
    const { lifted, left } = lift(inner.upTo(list), inner, fresh);
    return [...before, { type: 'VariableDeclaration', id: branch.id, name, init: branch.test }, ...lifted, ...guarded(left)];
  };
  return {
    before: upTo([]), upTo,
    found: inner.found,
    guarded: (list) => guarded(inner.guarded(list)),
    after: [...guarded(inner.after), ...after],
    from: (list) => [...guarded(inner.from(list)), ...after],
    tests: [branch.test, ...inner.tests],
  };
}

/**
 * Locals that the later parts need are declared outside of the branch: with their value if that is written down, else
 * without one, to be given it inside.
 */
function lift(list: readonly Statement[], { found, guarded, after }: Parted, fresh: Fresh): { lifted: Statement[]; left: Statement[] } {
  const needed = new Set([found, ...guarded([found]), ...after].flatMap((statement) => [...readsOf(statement), ...writesOf(statement)]));
  const lifted: Statement[] = [];
  const left: Statement[] = [];
  for (const statement of list) {
    if (statement.type !== 'VariableDeclaration' || !needed.has(statement.name)) left.push(statement);
    else if (statement.init === null || isWritten(statement.init)) lifted.push(statement);
    else {
      lifted.push({ ...statement, init: null });
      left.push({ type: 'Assignment', id: fresh(), operator: '=', name: statement.name, value: statement.init });
    }
  }
  return { lifted, left };
}

/** True for a number, and a vector made of one. */
export function isWritten(expression: Expression): boolean {
  return expression.type === 'Literal' || (expression.type === 'Construct' && expression.arguments.every(isWritten));
}

function holds(statement: Statement, id: NodeId): boolean {
  return blocksOf(statement).some((block) => block.body.some((each) => each.id === id || holds(each, id)));
}

/** The outermost loop around the statement, or the statement itself: what a cut outside of all loops is made at. */
export function outermost({ body }: Block, id: NodeId): Statement | undefined {
  for (const statement of body) {
    if (statement.id === id || (statement.type === 'ForStatement' && holds(statement, id))) return statement;
    const inner = blocksOf(statement).map((block) => outermost(block, id)).find((found) => found);
    if (inner) return inner;
  }
  return undefined;
}

/** True if the statement declares no local that is used behind it. */
export function keepsToItself(list: readonly Statement[], after: readonly Statement[]): boolean {
  const names = new Set(list.flatMap((statement) => [...declaredIn(statement)]));
  return !after.some((statement) => [...readsOf(statement)].some((name) => names.has(name)));
}

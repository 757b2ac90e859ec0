import type { Declaration, Expression, Statement } from '../../model/index.ts';
import { nodesOf, rewrite } from '../../dialect/index.ts';
import type { Fresh } from '../operator.ts';
import { conflict, isTogether, readsOf, writesOf } from './dataflow.ts';
import { sameTree } from './same.ts';

/**
 * A line of statements with its loads moved to its front, each into a local: first all that wait for no other load, then
 * those that wait for these, and so on, so that as many as possible are under way at once; the same load once. A load stays where a statement
 * of the line writes to what it reads, and where it is asked for under a condition only. Undefined if none moves.
 */
export function loadsFirst(list: readonly Statement[], fresh: Fresh): Statement[] | undefined {
  const stays = (statement: Statement) => statement.type !== 'VariableDeclaration' || statement.init === null || isTogether(statement);
  const assigned = new Set(list.flatMap((statement) => nodesOf(statement).flatMap((node) => (node.type === 'Assignment' ? [node.name] : []))));
  const written = new Set(list.flatMap((statement) => (stays(statement) ? [...writesOf(statement)] : [])));
  for (const name of assigned) written.add(name);
  /** Locals of the line that are known before what follows the load of so many others. */
  const levels = new Map<string, number>();
  const own = new Set(list.flatMap((statement) => (statement.type === 'VariableDeclaration' ? [statement.name] : [])));
  const moved: Declaration[][] = [];
  const move = (level: number, declaration: Declaration) => {
    while (moved.length <= level) moved.push([]);
    moved[level]!.push(declaration);
  };
  /** After how many loads the expression can be computed; undefined if it must stay. */
  const levelOf = (expression: Expression): number | undefined => {
    const reads = readsOf(expression);
    if (conflict(written, reads)) return undefined;
    const mine = [...reads].filter((name) => own.has(name));
    return mine.every((name) => levels.has(name)) ? Math.max(0, ...mine.map((name) => levels.get(name)!)) : undefined;
  };
  /** The expression with locals for its loads; `unconditional` parts only. */
  const lifted = (expression: Expression): Expression => {
    switch (expression.type) {
      case 'ConditionalExpression': return { ...expression, test: lifted(expression.test) };
      case 'LogicalExpression': return { ...expression, left: lifted(expression.left) };
      case 'Element': {
        const load = { ...expression, indices: expression.indices.map(lifted) };
        const level = levelOf(load);
        if (level === undefined) return load;
        const same = moved[level]?.find(({ init }) => init && sameTree(init, load));
        if (same) return { type: 'Identifier', id: fresh(), name: same.name };
        const name = fresh.local(expression.array);
        own.add(name);
        levels.set(name, level + 1);
        move(level, { type: 'VariableDeclaration', id: fresh(), name, init: load });
        return { type: 'Identifier', id: fresh(), name };
      }
      default: return rewrite<Expression>(expression, (part) => (part === expression ? undefined : lifted(part as Expression)));
    }
  };
  const left = list.flatMap((statement): Statement[] => {
    if (statement.type === 'VariableDeclaration' && !stays(statement) && !assigned.has(statement.name)) {
      const { init } = statement;
      const inside = init!.type === 'Element' ? { ...init!, indices: init!.indices.map(lifted) } : lifted(init!);
      const level = levelOf(inside);
      if (level === undefined) return [{ ...statement, init: inside }];
      levels.set(statement.name, inside.type === 'Element' ? level + 1 : level);
      move(level, { ...statement, init: inside });
      return [];
    }
    switch (statement.type) {
      case 'VariableDeclaration': return [statement.init && !isTogether(statement) ? { ...statement, init: lifted(statement.init) } : statement];
      case 'Assignment': return [{ ...statement, value: lifted(statement.value) }];
      case 'Store': return [{ ...statement, indices: statement.indices.map(lifted), value: lifted(statement.value) }];
      case 'IfStatement': return [{ ...statement, test: lifted(statement.test) }];
      default: return [statement];
    }
  });
  const loads = moved.flat().filter(({ init }) => init!.type === 'Element').length;
  return loads === 0 ? undefined : [...moved.flat(), ...left];
}

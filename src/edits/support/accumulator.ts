import type { Assignment, Expression, Node, Statement, VectorType } from '../../model/index.ts';
import { componentOf, rewrite, type ValueType, walk, widthOf } from '../../dialect/index.ts';
import type { Fresh } from '../operator.ts';
import { binary, call, construct, number, read } from './build.ts';

/**
 * A local that a piece of kernel only gathers into: `sum += e`, `best = Math.max(best, e)`. Each such store waits for the
 * one before. Spread over several locals, every second or fourth store waits, and the locals are put together at the end:
 * the same terms in another order, so floats round otherwise.
 */
export interface Accumulator {
  readonly name: string;
  readonly kind: Kind;
  /** In source order. */
  readonly stores: readonly Assignment[];
}

type Kind = '+' | '*' | 'min' | 'max';

/** The locals from outside of the statements that these only gather into, each by one operation. */
export function accumulatorsIn(statements: readonly Statement[]): Accumulator[] {
  const stores = new Map<string, Assignment[]>();
  const reads = new Map<string, number>();
  const declared = new Set<string>();
  for (const statement of statements) {
    walk(statement, (node) => {
      if (node.type === 'VariableDeclaration') declared.add(node.name);
      if (node.type === 'Identifier') reads.set(node.name, (reads.get(node.name) ?? 0) + 1);
      if (node.type === 'Assignment') stores.set(node.name, [...(stores.get(node.name) ?? []), node]);
    });
  }
  return [...stores].flatMap(([name, list]) => {
    const kind = kindOf(list[0]!);
    const own = list.filter(({ operator }) => operator === '=').length;
    return kind && !declared.has(name) && (reads.get(name) ?? 0) === own && list.every((store) => kindOf(store) === kind) ? [{ name, kind, stores: list }] : [];
  });
}

function kindOf({ name, operator, value }: Assignment): Kind | undefined {
  if (operator === '+=' || operator === '-=') return '+';
  if (operator === '*=') return '*';
  if (operator !== '=') return undefined;
  const isSelf = (part: Expression | undefined) => part?.type === 'Identifier' && part.name === name;
  if (value.type === 'BinaryExpression' && (value.operator === '+' || value.operator === '*')) return isSelf(value.left) || isSelf(value.right) ? value.operator : undefined;
  if (value.type === 'BinaryExpression' && value.operator === '-') return isSelf(value.left) ? '+' : undefined;
  if (value.type === 'MathCall' && (value.name === 'min' || value.name === 'max')) return value.arguments.some(isSelf) ? value.name : undefined;
  return undefined;
}

/** What the locals hold: numbers, whole or not, or vectors. A plain value, as choices are. */
export type Held = { readonly float: boolean; readonly vector?: VectorType };

/** What an accumulator of that type holds. */
export function heldBy(type: ValueType | undefined): Held {
  return { float: type !== undefined && componentOf(type) !== 'i32', ...(type !== undefined && widthOf(type) > 1 ? { vector: type as VectorType } : {}) };
}

/** The statements with the stores dealt out in turn over `ways` locals, what these start with, and what gathers them. */
export function spread(statements: readonly Statement[], { name, kind, stores }: Accumulator, ways: number, { float, vector }: Held, fresh: Fresh): Statement[] {
  const lanes = [name, ...Array.from({ length: ways - 1 }, () => fresh.local(name))];
  const laneOf = new Map<Node, string>(stores.map((store, turn) => [store, lanes[turn % ways]!]));
  const neutral = () => {
    if (kind !== '+' && kind !== '*') return read(name, fresh);
    const value = number(kind === '+' ? 0 : 1, float, fresh);
    return vector ? construct(vector, [value], fresh) : value;
  };
  const starts = lanes.slice(1).map((lane): Statement => ({ type: 'VariableDeclaration', id: fresh(), name: lane, init: neutral() }));
  const dealt = statements.map((statement) => rewrite(statement, (node) => {
    const lane = laneOf.get(node);
    return lane === undefined || lane === name || node.type !== 'Assignment' ? undefined : renamed(node, lane);
  }));
  return [...starts, ...dealt, gathered(name, kind, lanes.slice(1), fresh)];
}

function renamed(store: Assignment, lane: string): Assignment {
  const value = rewrite(store.value, (node) => (node.type === 'Identifier' && node.name === store.name ? { ...node, name: lane } : undefined));
  return { ...store, name: lane, value };
}

function gathered(name: string, kind: Kind, lanes: readonly string[], fresh: Fresh): Statement {
  const join = (a: Expression, b: Expression) => (kind === '+' || kind === '*' ? binary(a, kind, b, fresh) : call(kind, [a, b], fresh));
  const all = (list: readonly string[]): Expression => {
    const middle = Math.floor(list.length / 2);
    return list.length === 1 ? read(list[0]!, fresh) : join(all(list.slice(0, middle)), all(list.slice(middle)));
  };
  const rest = all(lanes);
  if (kind === '+' || kind === '*') return { type: 'Assignment', id: fresh(), operator: `${kind}=`, name, value: rest };
  return { type: 'Assignment', id: fresh(), operator: '=', name, value: join(read(name, fresh), rest) };
}

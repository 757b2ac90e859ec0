import type { Block, Declaration, Expression, For, NodeId, Statement } from '../model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';
import type { EditOperator, Fresh } from './operator.ts';
import { sidesOf, stepOf, valueAtEntry } from './support/counted-loop.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { findLoop } from './support/loops.ts';
import { exchangeStatement } from './support/place.ts';
import { sitesOf } from './support/sites.ts';

/**
 * Finding the row of a place in a triangle by counting, `while (c >= r) { c -= r; r += 1; }` from r = 0 or 1, in closed
 * form: it ends at the smallest r with r (r + 1) / 2 > c (for `>`: ≥ c). The root is exact to less than one row for
 * any c of i32, and one comparison to either side makes it exact; r (r - 1) leaves i32 only above c = 2^30.
 */
interface Counting {
  readonly loop: For;
  /** What is left, and the row. */
  readonly rest: string;
  readonly row: string;
  readonly start: 0 | 1;
  readonly strict: boolean;
}

function countingAt(body: Block, loop: For): Counting | undefined {
  const [taking, counting = loop.update] = loop.body.body;
  if (loop.test.type !== 'BinaryExpression' || taking?.type !== 'Assignment' || counting?.type !== 'Assignment') return undefined;
  if (loop.body.body.length !== (loop.update ? 1 : 2) || stepOf(counting) !== 1) return undefined;
  const [rest, row] = [taking.name, counting.name];
  const sides = sidesOf(loop.test, rest);
  if (rest === row || !takes(taking, rest, row) || !sides || !isLocal(sides.bound, row) || !sides.comparison.startsWith('>')) return undefined;
  if (loop.init && loop.init.name !== row) return undefined;
  const start = valueAtEntry(body, loop, row);
  return start === 0 || start === 1 ? { loop, rest, row, start, strict: sides.comparison === '>' } : undefined;
}

/** `c -= r` or `c = c - r`. */
function takes({ operator, value }: Statement & { type: 'Assignment' }, rest: string, row: string): boolean {
  if (operator === '-=') return isLocal(value, row);
  return operator === '=' && value.type === 'BinaryExpression' && value.operator === '-' && isLocal(value.left, rest) && isLocal(value.right, row);
}

function isLocal(expression: Expression, name: string): boolean {
  return expression.type === 'Identifier' && expression.name === name;
}

function closed({ loop, rest, row, start, strict }: Counting, fresh: Fresh): Statement[] {
  const local = (name: string): Expression => ({ type: 'Identifier', id: fresh(), name });
  const number = (value: number, float = false): Expression => ({ type: 'Literal', id: fresh(), value, float });
  const binary = (left: Expression, operator: '+' | '-' | '*' | '>>' | '<' | '<=' | '>' | '>=', right: Expression): Expression =>
    ({ type: 'BinaryExpression', id: fresh(), operator, left, right });
  const call = (name: string, ...list: Expression[]): Expression => ({ type: 'MathCall', id: fresh(), name, arguments: list });
  const set = (name: string, operator: '=' | '+=' | '-=', value: Expression): Statement => ({ type: 'Assignment', id: fresh(), operator, name, value });
  const block = (...body: Statement[]): Block => ({ type: 'BlockStatement', id: fresh(), body });

  // (√(8c + 1) + 1) / 2, for `>` with c - 1, kept from what is below the first row
  const inside = call('max', binary(binary(number(8, true), '*', local(rest)), strict ? '-' : '+', number(strict ? 7 : 1, true)), number(start, true));
  const value = call('floor', binary(binary(call('sqrt', inside), '+', number(1, true)), '*', number(0.5, true)));
  const first: Statement = loop.init?.type === 'VariableDeclaration' ? { ...loop.init, init: value } satisfies Declaration : set(row, '=', value);
  const tooFar = binary(local(rest), strict ? '<=' : '<', number(0));
  const notThere = binary(local(rest), strict ? '>' : '>=', local(row));
  return [
    first,
    set(rest, '-=', binary(binary(local(row), '*', binary(local(row), '-', number(1))), '>>', number(1))),
    {
      type: 'IfStatement', id: fresh(),
      test: { type: 'LogicalExpression', id: fresh(), operator: '&&', left: tooFar, right: binary(local(row), '>', number(start)) },
      consequent: block(set(row, '-=', number(1)), set(rest, '+=', local(row))),
      alternate: block({
        type: 'IfStatement', id: fresh(), test: notThere,
        consequent: block(set(rest, '-=', local(row)), set(row, '+=', number(1))), alternate: null,
      }),
    },
  ];
}

const sites = keptPerTree((typed: TypedKernel): readonly NodeId[] => sitesOf(typed.kernel.body).statements.flatMap(({ statement }) => {
  const counting = statement.type === 'ForStatement' ? countingAt(typed.kernel.body, statement) : undefined;
  const whole = counting && [counting.rest, counting.row].every((name) => typed.locals.get(name) === 'i32');
  return whole ? [statement.id] : [];
}));

export const closeCountingLoop: EditOperator = {
  name: 'close-counting-loop',
  description: 'computes by a square root what a loop finds by counting down a triangle',
  requires: [],
  propose: proposing((typed, random) => {
    const found = sites(typed);
    return found.length === 0 ? undefined : { target: random.pick(found), choices: {} };
  }),
  apply(body, { target }, fresh) {
    const loop = findLoop(body, target);
    const counting = loop && countingAt(body, loop);
    return counting && exchangeStatement(body, target, () => closed(counting, fresh));
  },
};

import type { Expression, Node, SizeExpression, Statement, VectorType, VectorWidth } from '../../model/index.ts';
import { rewrite, type TypedKernel, vectorOf, walk, widthOf } from '../../dialect/index.ts';
import type { Fresh } from '../operator.ts';
import { binary, construct, number } from './build.ts';
import { axes } from './launch.ts';
import { type Divisors, isMultiple } from './size.ts';

/**
 * What becomes of a piece of kernel if a thread does several neighbours at once: of an integer, the seed, it takes the
 * values from a multiple of the width on. An expression is then the `same` for all of them; a `place`, again that many
 * neighbours from a multiple on; or `values`, a vector. Whatever fits none of these makes the piece unfit.
 */
export type Kind = 'same' | 'place' | 'values';

export interface Seeded {
  readonly typed: TypedKernel;
  readonly width: VectorWidth;
  readonly divisors: Divisors;
  readonly isSeed: (node: Node) => boolean;
  /** Where the neighbours are turns of a loop: locals of outside that `values` are added to, and the turn's own locals. */
  readonly turn?: { readonly sums: ReadonlySet<string>; readonly own: ReadonlySet<string> };
}

/** True if the width divides the expression's value for sure. */
export function isWhole(expression: Expression, seeded: Seeded): boolean {
  const { width, divisors, typed } = seeded;
  const size = (extent: SizeExpression | undefined) => extent !== undefined && isMultiple(extent, width, divisors);
  switch (expression.type) {
    case 'Literal': return typeof expression.value === 'number' && expression.value % width === 0;
    case 'SizeConstant': return (divisors[expression.name] ?? 1) >= width;
    case 'Builtin': return expression.group === 'blockDim' && size(typed.kernel.body.launch?.block[axes.indexOf(expression.axis)]);
    case 'BinaryExpression': {
      const [left, right] = [isWhole(expression.left, seeded), isWhole(expression.right, seeded)];
      return expression.operator === '*' ? left || right : (expression.operator === '+' || expression.operator === '-') && left && right;
    }
    default: return false;
  }
}

/** The kinds of the piece's locals; undefined if the piece is unfit. */
export function kindsIn(piece: readonly Statement[], seeded: Seeded): ReadonlyMap<string, Kind> | undefined {
  const kinds = new Map<string, Kind>();
  const stores = new Map<string, number>();
  for (let changed = true; changed; ) {
    changed = false;
    for (const statement of piece) walk(statement, (node) => {
      const value = node.type === 'Assignment' ? node.value : node.type === 'VariableDeclaration' ? node.init : null;
      if (!value || (node.type !== 'Assignment' && node.type !== 'VariableDeclaration')) return;
      const kind = kindOf(value, kinds, seeded) ?? 'same'; // what fits nothing is found below
      if (kind === 'same' || seeded.turn?.sums.has(node.name) || kinds.has(node.name)) return;
      kinds.set(node.name, kind);
      changed = true;
    });
  }
  for (const statement of piece) walk(statement, (node) => {
    if (node.type === 'Assignment' || node.type === 'VariableDeclaration') stores.set(node.name, (stores.get(node.name) ?? 0) + 1);
  });
  const once = [...kinds].every(([name, kind]) => kind !== 'place' || stores.get(name) === 1);
  // what a turn leaves behind for the next would be left by several at once
  const own = [...kinds.keys()].every((name) => seeded.turn?.own.has(name) ?? true);
  return once && own && piece.every((statement) => fits(statement, kinds, seeded)) ? kinds : undefined;
}

function fits(statement: Statement, kinds: ReadonlyMap<string, Kind>, seeded: Seeded): boolean {
  const of = (expression: Expression) => kindOf(expression, kinds, seeded);
  const all = (list: readonly Statement[]) => list.every((each) => fits(each, kinds, seeded));
  switch (statement.type) {
    case 'VariableDeclaration': {
      if (!statement.init) return !kinds.has(statement.name);
      const kind = of(statement.init);
      return kind !== undefined && (kind === 'place' || kind === 'same' || kinds.get(statement.name) === 'values');
    }
    case 'Assignment': {
      const kind = of(statement.value);
      // a term that is the same for all would have to be added once for each
      if (seeded.turn?.sums.has(statement.name)) return kind === 'values' && isFloat(statement.value, seeded) && (statement.operator === '+=' || statement.operator === '-=');
      if (seeded.turn?.own.has(statement.name) === false) return false;
      return kind === 'same' ? kinds.get(statement.name) !== 'place' : kind === 'values' && kinds.get(statement.name) === 'values' && ['=', '+=', '-=', '*=', '/='].includes(statement.operator);
    }
    case 'IfStatement': return of(statement.test) === 'same' && all(statement.consequent.body) && all(statement.alternate?.body ?? []);
    case 'ForStatement': {
      const head = [...(statement.init ? [statement.init] : []), ...(statement.update ? [statement.update] : [])];
      return all(head) && of(statement.test) === 'same' && all(statement.body.body);
    }
    case 'Store': {
      if (seeded.turn) return false; // a store in each turn
      const kind = of(statement.value);
      const at = placeOf(statement.array, statement.indices, statement.width, kinds, seeded);
      return kind !== undefined && kind !== 'place' && (at === 'values' || (at === 'same' && kind === 'same'));
    }
    case 'BreakStatement': case 'ContinueStatement': return true;
    default: return false;
  }
}

function isFloat(expression: Expression, { typed }: Seeded): boolean {
  return typed.types.get(expression.id) === 'f32';
}

/** `values` if the last index is a place in rows that are whole vectors, `same` if no index hangs on the seed. */
function placeOf(array: string, indices: readonly Expression[], width: number | undefined, kinds: ReadonlyMap<string, Kind>, seeded: Seeded): Kind | undefined {
  const found = indices.map((index) => kindOf(index, kinds, seeded));
  if (found.every((kind) => kind === 'same')) return 'same';
  const type = seeded.typed.arrays.get(array)?.type;
  const row = type?.dims.at(-1);
  const whole = type && row && type.scalar !== 'bool' && isMultiple(row, seeded.width, seeded.divisors);
  return whole && width === undefined && found.at(-1) === 'place' && found.slice(0, -1).every((kind) => kind === 'same') ? 'values' : undefined;
}

export function kindOf(node: Expression, kinds: ReadonlyMap<string, Kind>, seeded: Seeded): Kind | undefined {
  const of = (each: Expression) => kindOf(each, kinds, seeded);
  const whole = (each: Expression) => isWhole(each, seeded);
  if (seeded.isSeed(node)) return 'place';
  if (widthOf(seeded.typed.types.get(node.id) ?? 'i32') > 1) return undefined;
  const joined = (list: readonly (Kind | undefined)[]): Kind | undefined =>
    list.every((kind) => kind === 'same') ? 'same' : list.every((kind) => kind === 'same' || kind === 'values') ? 'values' : undefined;
  const onlySame = (list: readonly Expression[]): Kind | undefined => (list.every((each) => of(each) === 'same') ? 'same' : undefined);
  switch (node.type) {
    case 'Literal': case 'SizeConstant': case 'Builtin': return 'same';
    case 'Identifier': return kinds.get(node.name) ?? 'same';
    case 'UnaryExpression': return node.operator === '-' ? joined([of(node.argument)]) : onlySame([node.argument]);
    case 'LogicalExpression': return onlySame([node.left, node.right]);
    case 'ConditionalExpression': return of(node.test) === 'same' ? joined([of(node.consequent), of(node.alternate)]) : undefined;
    case 'Element': return placeOf(node.array, node.indices, node.width, kinds, seeded);
    case 'Construct': return node.to === 'f16' || node.to === 'f32' ? joined(node.arguments.map(of)) : onlySame(node.arguments);
    case 'Component': return onlySame([node.vector]);
    case 'FunctionCall': return undefined;
    case 'MathCall': {
      const quotient = node.name === 'floor' ? node.arguments[0]! : undefined;
      if (quotient?.type === 'BinaryExpression' && quotient.operator === '/' && of(quotient.left) === 'place' && whole(quotient.right)) return 'same';
      return ['abs', 'min', 'max'].includes(node.name) ? joined(node.arguments.map(of)) : onlySame(node.arguments);
    }
    case 'BinaryExpression': {
      const [left, right] = [of(node.left), of(node.right)];
      if (left === 'same' && right === 'same') return 'same';
      switch (node.operator) {
        case '%': return left === 'place' && whole(node.right) ? 'place' : undefined;
        case '<': case '>=': return left === 'place' && right === 'same' && whole(node.right) ? 'same' : undefined;
        case '>': case '<=': return right === 'place' && left === 'same' && whole(node.left) ? 'same' : undefined;
        case '+':
          if (left === 'place' || right === 'place') return (left === 'place' ? right === 'same' && whole(node.right) : left === 'same' && whole(node.left)) ? 'place' : undefined;
          return joined([left, right]);
        case '-':
          if (left === 'place') return right === 'same' && whole(node.right) ? 'place' : undefined;
          return joined([left, right]);
        case '*': case '/': return joined([left, right]);
        default: return undefined;
      }
    }
  }
}

/** A piece with vectors: `values` are loaded, kept and stored so many at once, and the seed is `scaled`. */
export function vectorised<N extends Node>(root: N, kinds: ReadonlyMap<string, Kind>, seeded: Seeded, scaled: (seed: Expression) => Expression, fresh: Fresh): N {
  const { typed, width } = seeded;
  const of = (each: Expression) => kindOf(each, kinds, seeded);
  const inside = <E extends Expression>(expression: E): Expression => rewrite<Expression>(expression, visit);
  const vector = (value: Expression, type: VectorType): Expression => (of(value) === 'same' ? construct(type, [inside(value)], fresh) : inside(value));
  const visit = (node: Node): Node | undefined => {
    if (seeded.isSeed(node)) return scaled(node as Expression);
    switch (node.type) {
      case 'Element': return of(node) === 'values' ? { ...node, indices: node.indices.map(inside), width } : undefined;
      case 'Construct': return of(node) === 'values' ? { ...node, to: vectorOf(node.to as 'f32', width) as VectorType, arguments: node.arguments.map(inside) } : undefined;
      case 'Store': {
        if (placeOf(node.array, node.indices, node.width, kinds, seeded) !== 'values') return undefined;
        const component = typed.arrays.get(node.array)!.type.scalar === 'i32' ? 'i32' : 'f32';
        return { ...node, indices: node.indices.map(inside), value: vector(node.value, vectorOf(component, width) as VectorType), width };
      }
      case 'VariableDeclaration':
        return kinds.get(node.name) === 'values' && node.init ? { ...node, init: vector(node.init, vectorOf(typed.locals.get(node.name) as 'f32', width) as VectorType) } : undefined;
      case 'Assignment':
        return kinds.get(node.name) === 'values' && node.operator === '=' ? { ...node, value: vector(node.value, vectorOf(typed.locals.get(node.name) as 'f32', width) as VectorType) }
          : seeded.turn?.sums.has(node.name) ? { ...node, value: summed(node.value) } : undefined;
      default: return undefined;
    }
  };
  const summed = (value: Expression): Expression => {
    const factors = value.type === 'BinaryExpression' && value.operator === '*' ? [value.left, value.right].map((part) => ({ part, kind: of(part) })) : [];
    const dot = (a: Expression, b: Expression): Expression => ({ type: 'FunctionCall', id: fresh(), name: 'dot', arguments: [a, b] });
    if (factors.length === 2 && factors.every(({ kind }) => kind === 'values')) return dot(inside(factors[0]!.part), inside(factors[1]!.part));
    const ones = () => construct(vectorOf('f32', width) as VectorType, [number(1, true, fresh)], fresh);
    const shared = factors.find(({ kind }) => kind === 'same');
    if (shared) return binary(inside(shared.part), '*', dot(inside(factors.find((each) => each !== shared)!.part), ones()), fresh);
    return dot(inside(value), ones());
  };
  return rewrite(root, visit);
}

import type { Builtin, Expression, Identifier, Json, Kernel, Literal, Random, SizeConstant } from '../model/index.ts';
import { loadedType, type TypedKernel, type ValueType, widthOf } from '../dialect/index.ts';
import { symbolsOf } from '../util/size-expression.ts';
import type { Draft, EditOperator } from './operator.ts';
import { mayStandFor, proposing } from './support/draw.ts';
import { exchangeExpression } from './support/expression.ts';
import { sameTree } from './support/same.ts';
import { sitesOf, visibleOfType, type ExpressionSite } from './support/sites.ts';

/**
 * GEVO's operand replace, on the leaves of expressions: a local, parameter, size, thread index or literal gives way to
 * another of its type. The new leaf is written down in the edit, so the edit depends on no other place of the tree.
 */
type Leaf = Identifier | Literal | SizeConstant | Builtin;
type Operand = Leaf extends infer L ? (L extends Leaf ? Omit<L, 'id'> : never) : never;

const leaves = new Set<Expression['type']>(['Identifier', 'Literal', 'SizeConstant', 'Builtin']);

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const site = random.pick(sitesOf(typed.kernel.body).expressions);
  const { expression } = site;
  if (!leaves.has(expression.type)) return undefined;
  const operand = random.pick(operandsFor(typed, site));
  const leaf = { ...operand, id: '' } as Leaf;
  if (sameTree(expression, leaf) || sameNumber(expression, operand) || !mayStandFor(site, leaf)) return undefined;
  return { target: expression.id, choices: { operand: operand as unknown as Json } };
}

/** `2` where a float is wanted is `2.0`. */
function sameNumber(expression: Expression, operand: Operand): boolean {
  return expression.type === 'Literal' && operand.type === 'Literal' && expression.value === operand.value;
}

function operandsFor(typed: TypedKernel, { expression, visible }: ExpressionSite): Operand[] {
  const type = typed.types.get(expression.id)!;
  const { signature } = typed.kernel;
  const operands: Operand[] = visibleOfType(typed, visible, type).map((name) => ({ type: 'Identifier', name }));
  for (const { name, type: declared } of signature.parameters) {
    if (declared.dims.length === 0 && loadedType(declared.scalar) === type) operands.push({ type: 'Identifier', name });
  }
  if (type === 'i32') {
    const dims = [...signature.parameters.map((parameter) => parameter.type), signature.returns].flatMap((each) => each.dims);
    for (const name of new Set(dims.flatMap(symbolsOf))) operands.push({ type: 'SizeConstant', name });
    operands.push(...builtins(typed.kernel));
  }
  for (const value of literalValues(typed, type)) operands.push({ type: 'Literal', value, float: type === 'f32' });
  return operands;
}

/** Where a thread stands, and of a grid kernel how large its block and grid are, in as many dimensions as those have. */
function builtins({ signature, body: { launch } }: Kernel): Operand[] {
  const along = (group: Builtin['group'], dimensions: number) => (['x', 'y', 'z'] as const).slice(0, dimensions).map((axis) => ({ type: 'Builtin', group, axis }) as const);
  if (!launch) return along('thread', signature.returns.dims.length);
  const { block, grid } = launch;
  return [...along('local', block.length), ...along('block', grid.length), ...along('blockDim', block.length), ...along('gridDim', grid.length), ...along('lane', 1)];
}

/** The literals of the type in the kernel, and the neutral ones; there are none of vectors. */
function literalValues(typed: TypedKernel, type: ValueType): Set<number | boolean> {
  if (type === 'bool') return new Set([true, false]);
  if (widthOf(type) > 1) return new Set();
  const values = new Set<number | boolean>([0, 1]);
  for (const { expression } of sitesOf(typed.kernel.body).expressions) {
    if (expression.type !== 'Literal' || typed.types.get(expression.id) !== type) continue;
    if (Number.isFinite(expression.value)) values.add(expression.value === 0 ? 0 : expression.value); // JSON knows neither infinity nor -0
  }
  return values;
}

export const replaceOperand: EditOperator = {
  name: 'replace-operand',
  description: 'puts another local, parameter, size, thread index or literal of the same type in the place of one',
  requires: [],
  propose: proposing(draw),
  apply: (body, { target, choices }, fresh) =>
    exchangeExpression(body, target, () => ({ ...(choices.operand as unknown as Operand), id: fresh() }) as Leaf),
};

import type { Builtin, Expression, Kernel, Random, SizeConstant, SizeExpression, Sizes } from '../model/index.ts';
import { rewrite, type TypedKernel } from '../dialect/index.ts';
import { evaluateSize, symbolsOf } from '../util/size-expression.ts';
import type { Draft, EditOperator } from './operator.ts';
import { number } from './support/build.ts';
import { proposing } from './support/draw.ts';
import { findExpression } from './support/expression.ts';
import { keptPerTree } from './support/kept.ts';
import { sameTree } from './support/same.ts';
import { sitesOf } from './support/sites.ts';

/**
 * A size that is compiled in becomes its number, so that loops can be unrolled fully and arithmetic folded. The number is
 * recorded in the edit: no tree tells it. Only static sizes: a kernel must work for any value of the others.
 */
type Size = SizeConstant | Builtin;

/** What the size is, in symbols that are all static; undefined for anything else. */
function staticSize(expression: Expression, { signature }: Kernel): SizeExpression | undefined {
  const size = expression.type === 'SizeConstant' ? ({ kind: 'symbol', name: expression.name } as const)
    : expression.type === 'Builtin' && expression.group === 'output' ? signature.returns.dims.at(-1 - 'xyz'.indexOf(expression.axis))
    : undefined;
  return size && symbolsOf(size).every((symbol) => signature.statics.includes(symbol)) ? size : undefined;
}

const sites = keptPerTree((typed) => sitesOf(typed.kernel.body).expressions.flatMap(({ expression }) => {
  const size = staticSize(expression, typed.kernel);
  return size ? [{ expression: expression as Size, size }] : [];
}));

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const found = sites(typed).filter(({ size }) => symbolsOf(size).every((symbol) => fixed[symbol] !== undefined));
  if (found.length === 0) return undefined;
  const { expression, size } = random.pick(found);
  const value = evaluateSize(size, fixed);
  if (random.chance(0.5)) return { target: expression.id, choices: { value, everywhere: false } };
  const first = found.find((site) => sameTree(site.expression, expression))!;
  return { target: first.expression.id, choices: { value, everywhere: true } };
}

export const specialiseSize: EditOperator = {
  name: 'specialise-size',
  description: 'writes the number of a static size in its place, once or everywhere',
  requires: [],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh, kernel) {
    const found = findExpression(body, target);
    if (!found || !staticSize(found, kernel)) return undefined;
    return rewrite(body, (node) => {
      const replaced = choices.everywhere ? node.type === found.type && sameTree(node, found) : node === found;
      return replaced ? number(choices.value as number, false, fresh) : undefined;
    });
  },
};

import type { Block, Expression, Json, Kernel, NodeId, Random, Statement } from '../model/index.ts';
import { childrenOf, rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { read } from './support/build.ts';
import { readsOf, writesAny } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { isNaturally, mayStandAlone } from './support/natural-type.ts';
import { exchangeStatement } from './support/place.ts';
import { sameTree } from './support/same.ts';
import { sitesOf, type ExpressionSite, type Sites, type StatementSite } from './support/sites.ts';

/**
 * What is computed several times is computed once, into a new local in the innermost block that holds all of the uses,
 * before the first. Nothing may write in between to what it reads. If all uses are in branches, it is computed where
 * perhaps no branch would have: a load may fault there, and the sanitizer judges.
 */

/** Groups of equal expressions of equal type, at least two in each. */
const groups = keptPerTree((typed: TypedKernel): readonly (readonly ExpressionSite[])[] => {
  const numbers = new Map<string, number>();
  const numberOf = new Map<Expression, number>();
  const found = new Map<number, ExpressionSite[]>();
  // the list has parents first; from its end, parts are known before what they are part of
  for (const site of sitesOf(typed.kernel.body).expressions.toReversed()) {
    const { expression, parent } = site;
    const children = childrenOf(expression) as readonly Expression[];
    const key = `${typed.types.get(expression.id)} ${headOf(expression)} ${children.map((child) => numberOf.get(child)).join(' ')}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    numberOf.set(expression, number);
    if (children.length === 0 || !mayStandAlone(expression, parent)) continue;
    const group = found.get(number);
    if (group) group.unshift(site);
    else found.set(number, [site]);
  }
  return [...found.values()].filter(([first, second]) => second && isNaturally(first!.expression, typed));
});

function headOf(node: Expression): string {
  switch (node.type) {
    case 'Identifier': case 'SizeConstant': case 'MathCall': return `${node.type} ${node.name}`;
    case 'Literal': return `${node.value} ${node.float}`;
    case 'Builtin': return `${node.group} ${node.axis}`;
    case 'FunctionCall': return `${node.type} ${node.name}`;
    case 'Construct': return `${node.type} ${node.to}`;
    case 'Component': return `${node.type} ${node.at}`;
    case 'Element': return `Element ${node.array} ${node.width} ${node.hint}`;
    case 'ConditionalExpression': return '?';
    default: return `${node.type} ${node.operator}`;
  }
}

/** The statement before which all of the uses may be computed; undefined if something in between writes to what they read. */
function placeFor(uses: readonly ExpressionSite[], sites: Sites, { signature }: Kernel): Statement | undefined {
  const chains = uses.map(({ owner }) => [...owner.around.map(({ id }) => sites.statementById.get(id)!), owner]);
  let level: readonly StatementSite[] = [];
  for (let depth = 0; ; depth++) {
    const here = chains.map((chain) => chain[depth]);
    const [first] = here;
    if (!first || !here.every((site): site is StatementSite => site?.block === first.block)) break;
    level = here as StatementSite[];
    if (here.some((site) => site !== first)) break;
  }
  const [one] = level;
  if (!one) return undefined;
  const first = Math.min(...level.map(({ at }) => at));
  const last = Math.max(...level.map(({ at }) => at));
  const reads = readsOf(uses[0]!.expression);
  const { body } = one.block;
  // a plain assignment or store writes after it has computed its value
  const plain = ['Assignment', 'VariableDeclaration', 'Store'].includes(body[last]!.type);
  const between = body.slice(first, plain ? last : last + 1);
  return between.some((statement) => writesAny(statement, reads, signature.parameters)) ? undefined : body[first];
}

/** All of a group if that works, now and then fewer of it; else what works from some use on. */
function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const found = groups(typed);
  if (found.length === 0) return undefined;
  const group = random.pick(found);
  const sites = sitesOf(typed.kernel.body);
  const all = placeFor(group, sites, typed.kernel) !== undefined;
  if (all && random.chance(0.75)) return draftOf(group);
  const from = random.below(group.length - 1);
  let run = group.slice(from, from + 2);
  if (!placeFor(run, sites, typed.kernel)) return undefined;
  const most = Math.min(group.length, from + 2 + random.below(8));
  for (let next = from + 2; next < most; next++) {
    const longer = [...run, group[next]!];
    if (!placeFor(longer, sites, typed.kernel)) break;
    run = longer;
  }
  return draftOf(run);
}

function draftOf([first, ...others]: readonly ExpressionSite[]): Draft {
  return { target: first!.expression.id, choices: { others: others.map(({ expression }) => expression.id) as Json } };
}

function sharing(body: Block, target: NodeId, others: readonly NodeId[], kernel: Kernel): { uses: readonly ExpressionSite[]; place: Statement } | undefined {
  const sites = sitesOf(body);
  const first = sites.expressionById.get(target);
  if (!first || childrenOf(first.expression).length === 0 || !mayStandAlone(first.expression, first.parent)) return undefined;
  const same = others.map((id) => sites.expressionById.get(id)).filter((site) =>
    site !== undefined && site !== first && sameTree(site.expression, first.expression) && mayStandAlone(site.expression, site.parent));
  const uses = [first, ...(same as ExpressionSite[])];
  const place = uses.length > 1 ? placeFor(uses, sites, kernel) : undefined;
  return place && { uses, place };
}

export const commonSubexpression: EditOperator = {
  name: 'common-subexpression',
  description: 'computes what stands in several places once',
  requires: [],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh, kernel) {
    const shared = sharing(body, target, choices.others as readonly NodeId[], kernel);
    if (!shared) return undefined;
    const { expression } = shared.uses[0]!;
    const replaced = new Set<unknown>(shared.uses.map((site) => site.expression));
    const name = fresh.local(expression.type === 'Element' ? expression.array : 'shared');
    const lighter = rewrite(body, (node) => (replaced.has(node) ? read(name, fresh) : undefined));
    return exchangeStatement(lighter, shared.place.id, (found) => [{ type: 'VariableDeclaration', id: fresh(), name, init: expression }, found]);
  },
};

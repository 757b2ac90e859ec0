import type { Block, Expression, Launch, Node, NodeId, Random, Sizes } from '../model/index.ts';
import { copyFresh, nodesOf, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator, Fresh } from './operator.ts';
import { binary, number } from './support/build.ts';
import { mayGrowBy } from './support/copy.ts';
import { proposing } from './support/draw.ts';
import { jammed, type Seed } from './support/jam.ts';
import { keptPerTree } from './support/kept.ts';
import { axes, countOf, covering, isBuiltin, positionsIn, relaunched, severalfold, withExtentTimes } from './support/launch.ts';
import { dividedBy, divisorsOf, isMultiple } from './support/size.ts';
import { reworked, workSite, workSites } from './support/work-site.ts';

/**
 * A thread computes 2 or 4 elements side by side: columns, which share a bag's indices and bounds, or rows, whose loads
 * are under way at once. What the elements have in common stands once. Along a dimension that blocks share, each block
 * does so many times as much; along one that a block spans by itself, it has so many times fewer threads.
 */
const mostNodes = 1500;

/** The axis of the block whose threads' places are used as they are. */
function spanned(body: Block, axis: number): Launch | undefined {
  const { launch } = body;
  const together = nodesOf(body).some(({ type }) => type === 'SharedDeclaration');
  if (!launch?.block[axis] || together || countOf(body, 'local', axis) === 0 || countOf(body, 'lane', 0) > 0) return undefined;
  return positionsIn(body, launch).some(({ block }) => block === axis) ? undefined : launch;
}

const sites = keptPerTree(({ kernel: { body } }: TypedKernel) => ({
  across: (body.launch?.block ?? []).flatMap((size, axis) => (spanned(body, axis) ? [{ size, axis }] : [])),
  along: workSites(body).filter(({ cover }) => cover.most === undefined),
}));

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const { body, signature } = typed.kernel;
  const { across, along } = sites(typed);
  if (across.length + along.length === 0) return undefined;
  const outputs = random.pick([2, 2, 4]);
  const neighbours = random.chance(0.3);
  if (!mayGrowBy(body, body, 2 * outputs, mostNodes)) return undefined;
  const drawn = random.pick([...across, ...along]);
  if ('declaration' in drawn) return { target: drawn.declaration.id, choices: { outputs, neighbours } };
  return isMultiple(drawn.size, outputs, divisorsOf(signature.statics, fixed)) ? { target: body.id, choices: { outputs, neighbours, axis: drawn.axis } } : undefined;
}

/** The elements of a dimension that each block spans. */
function acrossBlock(body: Block, axis: number, outputs: number, neighbours: boolean, fresh: Fresh): Block | undefined {
  const launch = spanned(body, axis);
  if (!launch) return undefined;
  const make = (place: Expression, copy: number): Expression => {
    const local = copy === 0 ? place : copyFresh(place, fresh);
    if (neighbours) return binary(binary(number(outputs, false, fresh), '*', local, fresh), '+', number(copy, false, fresh), fresh);
    if (copy === 0) return local;
    const extent: Expression = { type: 'Builtin', id: fresh(), group: 'blockDim', axis: axes[axis]! };
    return binary(local, '+', copy === 1 ? extent : binary(number(copy, false, fresh), '*', extent, fresh), fresh);
  };
  const seed: Seed = { copies: outputs, isSeed: (node) => isBuiltin(node, 'local') && node.axis === axes[axis], make };
  const list = jammed(withExtentTimes(body, axis, outputs, fresh).body, seed, fresh);
  return list && relaunched({ ...body, body: list }, { ...launch, block: launch.block.with(axis, dividedBy(launch.block[axis]!, outputs)) });
}

/** The elements of a dimension that blocks share. */
function alongGrid(body: Block, target: NodeId, outputs: number, neighbours: boolean, fresh: Fresh): Block | undefined {
  const site = workSite(body, target);
  const launch = site && site.cover.most === undefined ? covering(site.launch, site.position.grid, outputs) : undefined;
  if (!site || !launch) return undefined;
  const { position, declaration, rest } = site;
  const make = (_: Expression, copy: number) => {
    const place = severalfold(position, outputs, number(copy, false, fresh), neighbours, fresh);
    return copy === 0 ? place : copyFresh(place, fresh);
  };
  const list = jammed([declaration, ...rest], { copies: outputs, isSeed: (node: Node) => node === position.expression, make }, fresh);
  const changed = list && reworked(body, site, list);
  return changed && relaunched(changed, launch);
}

export const severalOutputsPerThread: EditOperator = {
  name: 'several-outputs-per-thread',
  description: 'lets a thread compute 2 or 4 elements side by side, with what they have in common done once',
  requires: ['grid'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh) {
    const outputs = choices.outputs as number;
    const neighbours = choices.neighbours as boolean;
    if (!body.launch || !mayGrowBy(body, body, 2 * outputs, mostNodes)) return undefined;
    if (choices.axis === undefined) return alongGrid(body, target, outputs, neighbours, fresh);
    return body.id === target ? acrossBlock(body, choices.axis as number, outputs, neighbours, fresh) : undefined;
  },
};

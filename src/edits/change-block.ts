import type { Block, Launch, Random, Sizes } from '../model/index.ts';
import { nodesOf, rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { isTogether } from './support/dataflow.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { axes, countOf, coverOf, extentOf, positionsIn, relaunched } from './support/launch.ts';
import { sizeOf, valueOf } from './support/size.ts';

/**
 * The threads of a block along one axis become more or fewer, and the blocks fewer or more. Fits where threads along the
 * axis are told apart only by their place among all (`this.block.x * this.blockDim.y + this.local.y`), and neither share
 * memory nor lanes across it: then a block is no more than a bundle.
 */
interface Bundled {
  readonly launch: Launch;
  readonly axis: number;
  readonly grid: number;
  readonly extent: number;
  /** How much of the grid's dimension a thread does. */
  readonly times: number;
}

function bundled(body: Block, axis: number): Bundled | undefined {
  const { launch } = body;
  const size = launch?.block[axis];
  if (!launch || size?.kind !== 'number' || sharesAcross(body, axis, launch)) return undefined;
  const all = positionsIn(body, launch);
  const along = all.filter(({ block }) => block === axis);
  const grid = along[0]?.grid;
  if (grid === undefined || all.some((each) => (each.block === axis) !== (each.grid === grid))) return undefined;
  if (countOf(body, 'local', axis) !== along.length || countOf(body, 'block', grid) !== along.length) return undefined;
  const each = launch.grid[grid] && coverOf(launch.grid[grid])?.each;
  const times = each?.kind === 'number' ? each.value / size.value : 0;
  return Number.isInteger(times) && times > 0 ? { launch, axis, grid, extent: size.value, times } : undefined;
}

/** Warps keep their threads while whole warps lie along x and another axis changes. */
function sharesAcross(body: Block, axis: number, { block: [x] }: Launch): boolean {
  const wholeWarps = axis > 0 && x?.kind === 'number' && x.value % 32 === 0;
  return nodesOf(body).some(({ type }) => type === 'SharedDeclaration') || (!wholeWarps && (isTogether(body) || countOf(body, 'lane', 0) > 0));
}

const extents = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] as const;
const mostThreads = 1024;

const sites = keptPerTree(({ kernel: { body } }: TypedKernel) => axes.flatMap((_, axis) => bundled(body, axis) ?? []));

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const { body } = typed.kernel;
  const found = sites(typed);
  if (found.length === 0) return undefined;
  const { launch, axis, extent: old } = random.pick(found);
  const others = launch.block.reduce((threads, size, at) => (at === axis ? threads : threads * (valueOf(size, fixed) ?? 1)), 1);
  const fits = extents.filter((extent) => extent !== old && extent * others <= mostThreads && (extent * others >= 32 || extent > old));
  const usual = fits.filter((extent) => extent * others >= 64 && extent * others <= 512);
  const list = usual.length > 0 && random.chance(0.8) ? usual : fits;
  return list.length === 0 ? undefined : { target: body.id, choices: { axis, extent: random.pick(list) } };
}

export const changeBlock: EditOperator = {
  name: 'change-block',
  description: 'gives blocks more or fewer threads along one axis, and the grid fewer or more blocks',
  requires: ['grid'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh) {
    const found = body.id === target ? bundled(body, choices.axis as number) : undefined;
    const extent = choices.extent as number;
    if (!found || found.extent === extent) return undefined;
    const { launch, axis, grid, times } = found;
    const cover = coverOf(launch.grid[grid]!)!;
    const changed: Launch = { ...launch, block: launch.block.with(axis, sizeOf(extent)), grid: launch.grid.with(grid, extentOf({ ...cover, each: sizeOf(times * extent) })) };
    // a place that was worked out with the old extent as a number now asks for it
    const written = new Set(positionsIn(body, launch).filter(({ block }) => block === axis).flatMap(({ expression }) => {
      const factors = [expression.left, expression.right].find((part) => part.type === 'BinaryExpression');
      return factors?.type === 'BinaryExpression' ? [factors.left, factors.right].filter((part) => part.type === 'Literal') : [];
    }));
    const asking = rewrite(body, (node) => (node.type === 'Literal' && written.has(node) ? { type: 'Builtin', id: fresh(), group: 'blockDim', axis: axes[axis]! } : undefined));
    return relaunched(asking, changed);
  },
};

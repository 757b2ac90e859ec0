import type { Block, Expression, Launch, Node, Random, Sizes, VectorWidth } from '../model/index.ts';
import { nodesOf, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { binary, number } from './support/build.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { axes, countOf, covering, isBuiltin, positionsIn, relaunched, withExtentTimes } from './support/launch.ts';
import { dividedBy, type Divisors, divisorsOf, isMultiple } from './support/size.ts';
import { typedBody } from './support/typed.ts';
import { type Kind, kindsIn, type Seeded, vectorised } from './support/vector-kinds.ts';

/**
 * A thread does 2, 4 or 8 neighbours along the innermost dimension at once: one wide load instead of several narrow ones,
 * as all fast gathers and bags have (cuEmbed: 128 bits a load). What hangs on the column becomes a vector, as far as the
 * column is the last index into rows that are whole vectors. The block has so many times fewer threads along the axis, or
 * the grid so many times fewer blocks.
 */
type Fewer = 'threads' | 'blocks';

interface Widened {
  readonly launch: Launch;
  readonly seeded: Seeded;
  readonly kinds: ReadonlyMap<string, Kind>;
}

function widened(typed: TypedKernel, axis: number, width: VectorWidth, fewer: Fewer, divisors: Divisors): Widened | undefined {
  const { body } = typed.kernel;
  const { launch } = body;
  if (!launch) return undefined;
  const changed = relaunch(body, launch, axis, width, fewer, divisors);
  if (!changed) return undefined;
  const positions = new Set<Node>(positionsIn(body, launch).filter(({ block }) => block === axis).map(({ expression }) => expression));
  const strided = stridedOver(body, positions);
  const heads = new Set(strided.values());
  const isSeed = (node: Node) => {
    if (positions.size === 0) return isBuiltin(node, 'local') && node.axis === axes[axis];
    return node.type === 'Identifier' ? strided.has(node.name) : positions.has(node) && !heads.has(node);
  };
  const seeded: Seeded = { typed, width, divisors, isSeed };
  const kinds = kindsIn(body.body, seeded);
  const widens = kinds !== undefined && nodesOf(body).some((node) => node.type === 'Store' && vectorised(node, kinds, seeded, (seed) => seed, dry).width === width);
  return widens ? { launch: changed, seeded, kinds } : undefined;
}

/** The counters of loops that go from a place over the grid: in their turns they are the place. */
function stridedOver(body: Block, positions: ReadonlySet<Node>): Map<string, Node> {
  return new Map(nodesOf(body).flatMap((node) => (node.type === 'ForStatement' && node.init?.type === 'VariableDeclaration' && node.init.init && positions.has(node.init.init) ? [[node.init.name, node.init.init] as const] : [])));
}

const dry = Object.assign(() => '~', { local: (stem: string) => stem });

/** The launch with fewer threads or blocks along the axis; undefined if the threads' places along it are not of one kind. */
function relaunch(body: Block, launch: Launch, axis: number, width: VectorWidth, fewer: Fewer, divisors: Divisors): Launch | undefined {
  const positions = positionsIn(body, launch).filter(({ block }) => block === axis);
  const extent = launch.block[axis];
  const uses = countOf(body, 'local', axis);
  if (!extent || uses === 0) return undefined;
  if (positions.length > 0) {
    const { grid } = positions[0]!;
    if (uses !== positions.length || countOf(body, 'block', grid) !== uses || positions.some((each) => each.grid !== grid)) return undefined;
    // the extent is asked for in places, and in strides of loops over places
    if (countOf(body, 'blockDim', axis) > positions.length + stridedOver(body, new Set(positions.map(({ expression }) => expression))).size) return undefined;
    if (fewer === 'blocks') return covering(launch, grid, width);
  } else if (fewer === 'blocks') return undefined;
  return isMultiple(extent, width, divisors) ? { ...launch, block: launch.block.with(axis, dividedBy(extent, width)) } : undefined;
}

/** Of what was asked of this tree, whether it fits. */
const fits = keptPerTree((_: TypedKernel) => new Map<string, boolean>());

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const { kernel: { body, signature } } = typed;
  if (!body.launch) return undefined;
  const axis = random.pick(body.launch.block.map((_, at) => at));
  const width = random.pick([2, 4, 4, 8] as const);
  const fewer: Fewer = random.pick(['threads', 'blocks']);
  const divisors = divisorsOf(signature.statics, fixed);
  const key = JSON.stringify([axis, width, fewer, divisors]);
  const asked = fits(typed);
  if (!asked.has(key)) asked.set(key, widened(typed, axis, width, fewer, divisors) !== undefined);
  return asked.get(key) ? { target: body.id, choices: { axis, width, fewer, divisors } } : undefined;
}

export const vectoriseInnermost: EditOperator = {
  name: 'vectorise-innermost',
  description: 'lets a thread load, add and store 2, 4 or 8 neighbours of a row at once',
  requires: ['grid', 'vector'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh, kernel) {
    const typed = body.id === target ? typedBody(body, kernel) : undefined;
    const width = choices.width as VectorWidth;
    const found = typed && widened(typed, choices.axis as number, width, choices.fewer as Fewer, choices.divisors as Divisors);
    if (!found) return undefined;
    const scaled = (seed: Expression): Expression => binary(number(width, false, fresh), '*', seed, fresh);
    const axis = choices.axis as number;
    const wide = vectorised(body, found.kinds, found.seeded, scaled, fresh);
    const spanned = !positionsIn(body, body.launch!).some(({ block }) => block === axis);
    return relaunched(spanned ? withExtentTimes(wide, axis, width, fresh) : wide, found.launch);
  },
};

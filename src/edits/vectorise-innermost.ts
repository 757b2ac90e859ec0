import type { Block, Expression, Launch, Node, Random, Sizes, VectorWidth } from '../model/index.ts';
import { nodesOf, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { binary, number } from './support/build.ts';
import { proposing } from './support/draw.ts';
import { axes, countOf, covering, isBuiltin, positionsIn, relaunched } from './support/launch.ts';
import { dividedBy, isMultiple, multiplesOf } from './support/size.ts';
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

function widened(typed: TypedKernel, axis: number, width: VectorWidth, fewer: Fewer, multiples: readonly string[]): Widened | undefined {
  const { body } = typed.kernel;
  const { launch } = body;
  if (!launch) return undefined;
  const symbols = new Set(multiples);
  const changed = relaunch(body, launch, axis, width, fewer, symbols);
  if (!changed) return undefined;
  const positions = new Set<Node>(positionsIn(body, launch).filter(({ block }) => block === axis).map(({ expression }) => expression));
  const isSeed = (node: Node) => (positions.size > 0 ? positions.has(node) : isBuiltin(node, 'local') && node.axis === axes[axis]);
  const seeded: Seeded = { typed, width, multiples: symbols, isSeed };
  const kinds = kindsIn(body.body, seeded);
  const widens = kinds !== undefined && nodesOf(body).some((node) => node.type === 'Store' && vectorised(node, kinds, seeded, (seed) => seed, dry).width === width);
  return widens ? { launch: changed, seeded, kinds } : undefined;
}

const dry = Object.assign(() => '~', { local: (stem: string) => stem });

/** The launch with fewer threads or blocks along the axis; undefined if the threads' places along it are not of one kind. */
function relaunch(body: Block, launch: Launch, axis: number, width: VectorWidth, fewer: Fewer, multiples: ReadonlySet<string>): Launch | undefined {
  const positions = positionsIn(body, launch).filter(({ block }) => block === axis);
  const extent = launch.block[axis];
  const uses = countOf(body, 'local', axis);
  if (!extent || uses === 0) return undefined;
  if (positions.length > 0) {
    const { grid } = positions[0]!;
    if (uses !== positions.length || countOf(body, 'block', grid) !== uses || positions.some((each) => each.grid !== grid)) return undefined;
    if (fewer === 'blocks') return covering(launch, grid, width);
  } else if (fewer === 'blocks') return undefined;
  return isMultiple(extent, width, multiples) ? { ...launch, block: launch.block.with(axis, dividedBy(extent, width)) } : undefined;
}

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const { kernel: { body, signature } } = typed;
  if (!body.launch) return undefined;
  const axis = random.pick(body.launch.block.map((_, at) => at));
  const width = random.pick([2, 4, 4, 8] as const);
  const fewer: Fewer = random.pick(['threads', 'blocks']);
  const multiples = multiplesOf(width, signature.statics, fixed);
  return widened(typed, axis, width, fewer, multiples) ? { target: body.id, choices: { axis, width, fewer, multiples } } : undefined;
}

export const vectoriseInnermost: EditOperator = {
  name: 'vectorise-innermost',
  description: 'lets a thread load, add and store 2, 4 or 8 neighbours of a row at once',
  requires: ['grid', 'vector'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh, kernel) {
    const typed = body.id === target ? typedBody(body, kernel) : undefined;
    const width = choices.width as VectorWidth;
    const found = typed && widened(typed, choices.axis as number, width, choices.fewer as Fewer, choices.multiples as readonly string[]);
    if (!found) return undefined;
    const scaled = (seed: Expression): Expression => binary(number(width, false, fresh), '*', seed, fresh);
    return relaunched(vectorised(body, found.kinds, found.seeded, scaled, fresh), found.launch);
  },
};

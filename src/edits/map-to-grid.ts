import type { Block, Builtin, Declaration, Expression, Kernel, Launch, Random, SizeExpression, Sizes, Statement } from '../model/index.ts';
import { nodesOf, parseLaunch, printLaunch, rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator, Fresh } from './operator.ts';
import { binary, call, read } from './support/build.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { axes } from './support/launch.ts';
import { storing } from './support/returns.ts';
import { ceilOver, product, sizeExpression, sizeOf, valueOf } from './support/size.ts';

/**
 * A map kernel becomes a grid kernel: its element's place is worked out from block and thread, its returns become stores.
 * `rows`: a block's x spans whole rows of the output, its y several of them. `tiles`: numbers along both, rows along the
 * grid's x, which may be longest. `line`: elements one after another. In each, threads beyond the output's end do nothing.
 */
type Mapping = 'rows' | 'tiles' | 'line';

const stems: Readonly<Record<string, string>> = { gather: 'gathered', 'interact-dot': 'interacted', 'interact-fm': 'interacted' };

function outputStem({ signature: { operation } }: Kernel): string {
  return operation === undefined ? 'out' : stems[operation] ?? (operation.startsWith('pool') ? 'pooled' : 'out');
}

const mostThreads = 1024;

const fits = keptPerTree(({ kernel: { body } }: TypedKernel) => !body.launch && storing(body, tried, triedFresh) !== undefined);

function draw(typed: TypedKernel, random: Random, fixed: Sizes): Draft | undefined {
  const { signature: { returns, statics }, body } = typed.kernel;
  if (!fits(typed)) return undefined;
  const [x, y, z] = returns.dims.toReversed();
  const width = valueOf(x!, Object.fromEntries(Object.entries(fixed).filter(([symbol]) => statics.includes(symbol))));
  const mapping: Mapping = !y ? 'line' : width && width <= mostThreads && random.chance(0.65) ? 'rows' : random.chance(0.6) ? 'tiles' : 'line';
  const planes = z ? [z] : [];
  let shape: Pick<Launch, 'block' | 'grid'>;
  if (mapping === 'line') {
    const extent = sizeOf(random.pick([64, 128, 256, 256, 512]));
    shape = { block: [extent], grid: [ceilOver(returns.dims.reduce(product), extent)] };
  } else if (mapping === 'rows') {
    const fits = [1, 2, 4, 8, 16, 32].filter((rows) => rows * width! <= mostThreads && (rows === 1 || rows * width! <= 512));
    const usual = fits.filter((rows) => rows * width! >= 64);
    const extent = sizeOf(random.pick(usual.length > 0 ? usual : fits.slice(-1)));
    shape = { block: [x!, extent], grid: [ceilOver(y!, extent), ...planes.flatMap((plane) => [sizeOf(1), plane])] };
  } else {
    const [across, down] = random.pick([[32, 8], [32, 4], [64, 4], [128, 2], [16, 16], [256, 1]] as const).map(sizeOf) as [SizeExpression, SizeExpression];
    shape = { block: [across, down], grid: [ceilOver(y!, down), ceilOver(x!, across), ...planes] };
  }
  return { target: body.id, choices: { mapping, launch: printLaunch(shape) } };
}

/** For a change that is only tried. */
const tried = (): Statement => ({ type: 'BreakStatement', id: '~' });
const triedFresh: Fresh = Object.assign(() => '~', { local: (stem: string) => stem });

interface Placed {
  /** What tells the element's place. */
  readonly declarations: readonly Declaration[];
  readonly guard: Expression;
  /** The element's index along x, y, z. */
  readonly index: (axis: number, id: string) => Expression;
}

/** Where the thread's element is, in each mapping. */
function place(mapping: Mapping, { signature: { returns } }: Kernel, name: (stem: string) => string, fresh: Fresh): Placed {
  const sizes = returns.dims.toReversed();
  const size = (axis: number) => sizeExpression(sizes[axis]!, fresh);
  const builtin = (group: Builtin['group'], axis: number, id = fresh()): Builtin => ({ type: 'Builtin', id, group, axis: axes[axis]! });
  const declare = (stem: string, init: Expression): Declaration => ({ type: 'VariableDeclaration', id: fresh(), name: name(stem), init });
  const position = (grid: number, block: number) => binary(binary(builtin('block', grid), '*', builtin('blockDim', block), fresh), '+', builtin('local', block), fresh);
  const inside = (local: Declaration, bound: Expression) => binary(read(local.name, fresh), '<', bound, fresh);
  const names = (locals: readonly Declaration[]) => (axis: number, id: string): Expression => ({ type: 'Identifier', id, name: locals[axis]!.name });
  if (mapping === 'line') {
    const at = declare(sizes.length === 1 ? 'element' : 'at', position(0, 0));
    const guard = inside(at, sizeExpression(returns.dims.reduce(product), fresh));
    if (sizes.length === 1) return { declarations: [at], guard, index: names([at]) };
    const over = (by: Expression) => call('floor', [binary(read(at.name, fresh), '/', by, fresh)], fresh);
    const column = declare('column', binary(read(at.name, fresh), '%', size(0), fresh));
    const lines = over(size(0));
    if (sizes.length === 2) {
      const row = declare('row', lines);
      return { declarations: [at, row, column], guard, index: names([column, row]) };
    }
    const row = declare('row', binary(lines, '%', size(1), fresh));
    const plane = declare('plane', over(sizeExpression(product(sizes[1]!, sizes[0]!), fresh)));
    return { declarations: [at, plane, row, column], guard, index: names([column, row, plane]) };
  }
  const row = declare('row', position(0, 1));
  const rowInside = inside(row, size(1));
  if (mapping === 'rows') {
    return { declarations: [row], guard: rowInside, index: (axis, id) => (axis === 1 ? names([row, row])(1, id) : builtin(axis === 0 ? 'local' : 'block', axis, id)) };
  }
  const column = declare('column', position(1, 0));
  const guard: Expression = { type: 'LogicalExpression', id: fresh(), operator: '&&', left: rowInside, right: inside(column, size(0)) };
  return { declarations: [row, column], guard, index: (axis, id) => (axis === 2 ? builtin('block', 2, id) : names([column, row])(axis, id)) };
}

export const mapToGrid: EditOperator = {
  name: 'map-to-grid',
  description: 'gives a kernel blocks and a launch of its own: the place is worked out, and the result stored',
  requires: ['grid'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh, kernel) {
    if (body.id !== target || body.launch) return undefined;
    const taken = new Set([...kernel.signature.parameters.map((parameter) => parameter.name), ...nodesOf(body).flatMap((node) => ('name' in node ? [node.name] : []))]);
    const name = (stem: string) => {
      const free = taken.has(stem) ? fresh.local(stem) : stem;
      taken.add(free);
      return free;
    };
    const output = name(outputStem(kernel));
    const { declarations, guard, index } = place(choices.mapping as Mapping, kernel, name, fresh);
    const dims = kernel.signature.returns.dims;
    const stored = storing(body, (id, value) => ({ type: 'Store', id, array: output, indices: dims.map((_, at) => index(dims.length - 1 - at, fresh())), value }), fresh);
    if (!stored) return undefined;
    const placed = stored.map((statement) => rewrite(statement, (node) => {
      if (node.type !== 'Builtin') return undefined;
      const axis = axes.indexOf(node.axis);
      return node.group === 'thread' ? index(axis, node.id) : node.group === 'output' ? sizeExpression(dims.at(-1 - axis)!, fresh) : undefined;
    }));
    const inside: Block = { type: 'BlockStatement', id: fresh(), body: placed };
    const guarded: Statement = { type: 'IfStatement', id: fresh(), test: guard, consequent: inside, alternate: null };
    return { ...body, body: [...declarations, guarded], launch: { output, ...parseLaunch(choices.launch as string) } };
  },
};

import type { Block, Expression, Launch, Random, Statement } from '../model/index.ts';
import { rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator, Fresh } from './operator.ts';
import { binary, read } from './support/build.ts';
import { proposing } from './support/draw.ts';
import { axes, extentOf, relaunched } from './support/launch.ts';
import { keptPerTree } from './support/kept.ts';
import { sameTree } from './support/same.ts';
import { sizeExpression, sizeOf } from './support/size.ts';
import { placesOf, reworked, workSite, workSites, type WorkSite } from './support/work-site.ts';

/**
 * A grid of at most so many blocks goes over all the work: each thread takes a place, then the one that lies a whole grid
 * further on. Persistent where the bound is what the card's processors hold at once: then no block waits for another to end.
 */
const bounds = [132, 264, 528, 1056, 2112, 4224] as const;
/** Of the H100 and H200; other cards have 80 to 148. */
const processors = 132;

const sites = keptPerTree(({ kernel: { body } }: TypedKernel) => workSites(body).filter(({ cover }) => cover.most === undefined));

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const found = sites(typed);
  if (found.length === 0) return undefined;
  const { declaration } = random.pick(found);
  if (random.chance(0.7)) return { target: declaration.id, choices: { most: random.pick(bounds) } };
  const resident = random.pick([1, 2, 4, 8]);
  return { target: declaration.id, choices: { most: processors * resident, resident } };
}

/** The loop over places, in place of the declaration and all behind it. */
function striding(site: WorkSite, fresh: Fresh): Statement {
  const { declaration, position, rest } = site;
  const whole = declaration.init === position.expression;
  const name = whole ? declaration.name : fresh.local('item');
  const end = sizeExpression(placesOf(site), fresh);
  const stride: Expression = binary(
    { type: 'Builtin', id: fresh(), group: 'gridDim', axis: axes[position.grid]! }, '*',
    { type: 'Builtin', id: fresh(), group: 'blockDim', axis: axes[position.block]! }, fresh);
  const test = binary(read(name, fresh), '<', end, fresh);
  const inside: Block = { type: 'BlockStatement', id: fresh(), body: whole ? unguarded(rest, test) : [rewrite(declaration, (node) => (node === position.expression ? read(name, fresh) : undefined)), ...rest] };
  return {
    type: 'ForStatement', id: fresh(), test, body: inside,
    init: whole ? declaration : { type: 'VariableDeclaration', id: fresh(), name, init: position.expression },
    update: { type: 'Assignment', id: fresh(), operator: '+=', name, value: stride },
  };
}

/** The loop's own test stands for a guard that says the same. */
function unguarded(rest: readonly Statement[], test: Expression): readonly Statement[] {
  const last = rest.at(-1);
  return last?.type === 'IfStatement' && !last.alternate && sameTree(last.test, test) ? [...rest.slice(0, -1), ...last.consequent.body] : rest;
}

export const gridStride: EditOperator = {
  name: 'grid-stride',
  description: 'bounds the grid, whose threads go over the work in strides of the whole grid',
  requires: ['grid'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh) {
    const site = workSite(body, target);
    if (!site || site.cover.most !== undefined) return undefined;
    const { launch, cover, position } = site;
    const bounded: Launch = { ...launch, grid: launch.grid.with(position.grid, extentOf({ ...cover, most: sizeOf(choices.most as number) })) };
    const changed = reworked(body, site, [striding(site, fresh)]);
    return changed && relaunched(changed, choices.resident === undefined ? bounded : { ...bounded, resident: choices.resident as number });
  },
};

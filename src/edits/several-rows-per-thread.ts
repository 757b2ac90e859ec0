import type { Block, Expression, Random, Statement } from '../model/index.ts';
import { rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { binary, number, read } from './support/build.ts';
import { proposing } from './support/draw.ts';
import { covering, relaunched, severalfold } from './support/launch.ts';
import { keptPerTree } from './support/kept.ts';
import { reworked, workSite, workSites } from './support/work-site.ts';

/**
 * A thread does 2, 4 or 8 rows (bags, lookups) one after another, in a loop round all it does for one: fewer blocks to
 * start, and loads of the next row that need not wait for the last. Rows that lie side by side, or a block's height apart.
 */
const sites = keptPerTree(({ kernel: { body } }: TypedKernel) => workSites(body).filter(({ cover }) => cover.most === undefined));

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const found = sites(typed);
  if (found.length === 0) return undefined;
  return { target: random.pick(found).declaration.id, choices: { rows: random.pick([2, 2, 4, 4, 8]), neighbours: random.chance(0.5) } };
}

export const severalRowsPerThread: EditOperator = {
  name: 'several-rows-per-thread',
  description: 'lets a thread do 2, 4 or 8 rows, one after another, and launches so many times fewer blocks',
  requires: ['grid'],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh) {
    const site = workSite(body, target);
    const rows = choices.rows as number;
    const launch = site && site.cover.most === undefined ? covering(site.launch, site.position.grid, rows) : undefined;
    if (!site || !launch) return undefined;
    const turn = fresh.local('turn');
    const place = (): Expression => severalfold(site.position, rows, read(turn, fresh), choices.neighbours as boolean, fresh);
    const declaration = rewrite(site.declaration, (node) => (node === site.position.expression ? place() : undefined));
    const inside: Block = { type: 'BlockStatement', id: fresh(), body: [declaration, ...site.rest] };
    const loop: Statement = {
      type: 'ForStatement', id: fresh(), body: inside,
      init: { type: 'VariableDeclaration', id: fresh(), name: turn, init: number(0, false, fresh) },
      test: binary(read(turn, fresh), '<', number(rows, false, fresh), fresh),
      update: { type: 'Assignment', id: fresh(), operator: '+=', name: turn, value: number(1, false, fresh) },
    };
    const changed = reworked(body, site, [loop]);
    return changed && relaunched(changed, launch);
  },
};

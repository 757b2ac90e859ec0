import type { NodeId, Random, Statement } from '../model/index.ts';
import { rewrite, type TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator } from './operator.ts';
import { accumulatorsIn, type Held, heldBy, spread } from './support/accumulator.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { blockOf } from './support/place.ts';
import { sitesOf } from './support/sites.ts';

/**
 * Where several stores in a row gather into one local, in an unrolled loop or in the turns of one that is gone, they are
 * dealt out over two or four. Around a loop, the new locals live as long as the loop.
 */
interface Site {
  /** First and last statement of the piece, in one block. */
  readonly from: NodeId;
  readonly through: NodeId;
  readonly accumulator: string;
  readonly stores: number;
}

const sites = keptPerTree((typed: TypedKernel): readonly Site[] => {
  const { statements, blocks } = sitesOf(typed.kernel.body);
  const piece = (list: readonly Statement[]) => accumulatorsIn(list).filter(({ stores }) => stores.length > 1)
    .map(({ name, stores }): Site => ({ from: list[0]!.id, through: list.at(-1)!.id, accumulator: name, stores: stores.length }));
  const loops = statements.flatMap(({ statement }) => (statement.type === 'ForStatement' ? piece([statement]) : []));
  const lines = blocks.flatMap(({ block: { body } }) => {
    const names = new Set(body.flatMap((each) => (each.type === 'Assignment' ? [each.name] : [])));
    return [...names].flatMap((name) => {
      const stores = (each: Statement) => each.type === 'Assignment' && each.name === name;
      return piece(body.slice(body.findIndex(stores), body.findLastIndex(stores) + 1)).filter(({ accumulator }) => accumulator === name);
    });
  });
  return [...loops, ...lines];
});

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const found = sites(typed);
  if (found.length === 0) return undefined;
  const { from, through, accumulator, stores } = random.pick(found);
  const ways = stores < 4 ? 2 : random.pick([2, 4]);
  return { target: from, choices: { through, accumulator, ways, ...heldBy(typed.locals.get(accumulator)) } };
}

export const splitAccumulator: EditOperator = {
  name: 'split-accumulator',
  description: 'deals what is gathered in one local out over two or four, which do not wait for each other',
  requires: [],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh) {
    const block = blockOf(body, target);
    const from = block?.body.findIndex(({ id }) => id === target) ?? -1;
    const through = block?.body.findIndex(({ id }) => id === choices.through) ?? -1;
    if (!block || from < 0 || through < from) return undefined;
    const piece = block.body.slice(from, through + 1);
    const accumulator = accumulatorsIn(piece).find(({ name }) => name === choices.accumulator);
    if (!accumulator || accumulator.stores.length < 2) return undefined;
    const dealt = spread(piece, accumulator, choices.ways as number, choices as unknown as Held, fresh);
    const changed = { ...block, body: block.body.toSpliced(from, piece.length, ...dealt) };
    return rewrite(body, (node) => (node === block ? changed : undefined));
  },
};

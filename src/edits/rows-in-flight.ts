import type { Block, For, Random, Statement } from '../model/index.ts';
import type { TypedKernel } from '../dialect/index.ts';
import type { Draft, EditOperator, Fresh } from './operator.ts';
import { accumulatorsIn, type Held, heldBy, spread } from './support/accumulator.ts';
import { findCounted, type CountedLoop } from './support/counted-loop.ts';
import { proposing } from './support/draw.ts';
import { keptPerTree } from './support/kept.ts';
import { loadsFirst } from './support/loads-first.ts';
import { exchangeStatement } from './support/place.ts';
import { countedLoopsOf, mayUnroll, unrolledWithRest } from './support/unroll.ts';

/**
 * Several rows of a bag under way at once: 2, 4 or 8 turns of a loop at a time, all their loads first (the indices, then
 * the rows), then what is done with them; the turns that are left one by one. cuEmbed has 8 rows in flight, FBGEMM 4. The
 * sums stay in one local, in the order they were in, or are dealt out over two or more that do not wait for each other.
 */
const tried: Fresh = Object.assign(() => '~', { local: (stem: string) => stem });

const sites = keptPerTree((typed: TypedKernel): readonly CountedLoop[] => countedLoopsOf(typed).filter(({ work }) => loadsFirst(work, tried) !== undefined));

function draw(typed: TypedKernel, random: Random): Draft | undefined {
  const found = sites(typed);
  if (found.length === 0) return undefined;
  const { loop, counter } = random.pick(found);
  const by = random.pick([2, 4, 4, 8]);
  if (!mayUnroll(typed.kernel.body, loop, by)) return undefined;
  const gathered = accumulatorsIn([loop]).filter(({ name }) => name !== counter);
  if (gathered.length === 0 || random.chance(0.6)) return { target: loop.id, choices: { by } };
  const { name } = random.pick(gathered);
  const ways = random.pick([2, 4, 8].filter((each) => each <= by));
  return { target: loop.id, choices: { by, accumulator: name, ways, ...heldBy(typed.locals.get(name)) } };
}

/** The loop with the loads of its turns first. */
function loading(loop: For, updatesInBody: boolean, fresh: Fresh): For | undefined {
  const { body } = loop.body;
  const work = updatesInBody ? body.slice(0, -1) : body;
  const list = loadsFirst(work, fresh);
  if (!list) return undefined;
  const inside: Block = { ...loop.body, body: updatesInBody ? [...list, body.at(-1)!] : list };
  return { ...loop, body: inside };
}

export const rowsInFlight: EditOperator = {
  name: 'rows-in-flight',
  description: 'takes 2, 4 or 8 turns of a loop at a time, with all their loads before anything is done with them',
  requires: [],
  propose: proposing(draw),
  apply(body, { target, choices }, fresh) {
    const counted = findCounted(body, target);
    const by = choices.by as number;
    if (!counted || counted.counter === choices.accumulator || !mayUnroll(body, counted.loop, by)) return undefined;
    const { before, main, rest } = unrolledWithRest(counted, by, 'offset', fresh);
    const loaded = loading(main, counted.updatesInBody, fresh);
    if (!loaded) return undefined;
    const accumulator = choices.accumulator === undefined ? undefined : accumulatorsIn([loaded]).find(({ name }) => name === choices.accumulator);
    if (choices.accumulator !== undefined && !accumulator) return undefined;
    const dealt: readonly Statement[] = accumulator ? spread([loaded], accumulator, choices.ways as number, choices as unknown as Held, fresh) : [loaded];
    return exchangeStatement(body, target, () => [...before, ...dealt, rest]);
  },
};

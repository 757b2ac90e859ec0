import type { Interval, Random } from '../model/index.ts';
import { components } from './components.ts';
import { creditOf, type GroupCredit } from './credit.ts';
import { findDependencies, type Dependency } from './dependencies.ts';
import { isDead, range, ratio, timeOf, trialsOf, without, type Effect, type Evaluate, type Trials } from './effect.ts';
import { interactionFactor, isSignificant } from './interaction.ts';

/**
 * Which edits of a genome need each other. Looks from both ends, because each hides what the other shows: three edits
 * that only work together seem useless alone and in pairs, but each takes the whole gain with it when it leaves; two
 * edits that do the same thing can each leave without loss, but alone each has the gain of both.
 *
 * First come the edits that cannot live without others. Those that belong together by that are one block from then on,
 * so that a block is never measured in pieces that are dead. Then every two blocks are measured together, alone and as
 * what the rest of the genome lacks. Groups are what hangs together by either.
 */
export interface InteractionOptions {
  /** Edits of the genome. */
  readonly count: number;
  /** Times are shares of the unmodified kernel's; the whole genome must live. */
  readonly evaluate: Evaluate;
  /** Sets that may be evaluated. */
  readonly budget: number;
  /** A factor that is not surely further from 1 than this is none: 0.01 = 1 %. */
  readonly least: number;
  readonly random: Random;
}

export interface Interactions {
  readonly whole: Interval;
  readonly edits: readonly EditEffect[];
  readonly dependencies: readonly Dependency[];
  /** Those that are surely more than chance. */
  readonly pairs: readonly PairInteraction[];
  /** Pairs that the budget left unmeasured. */
  readonly unmeasured: number;
  /** Every edit is in one; those that need nobody are alone in theirs. */
  readonly groups: readonly Group[];
  /** Sets evaluated. */
  readonly tried: number;
}

export interface EditEffect {
  readonly edit: number;
  /** The kernel with this edit only, against the unmodified one; undefined where the budget ended. */
  readonly alone: Effect | undefined;
  /** The whole genome without it, against the unmodified kernel. */
  readonly without: Effect | undefined;
  /** Time without it / time of the whole: what it takes with it. */
  readonly lost: Interval | undefined;
  readonly credit: Interval | undefined;
}

export interface PairInteraction {
  readonly edits: readonly [readonly number[], readonly number[]];
  /** `alone`: on the unmodified kernel; `whole`: with all other edits there. */
  readonly among: 'alone' | 'whole';
  /** Expected time / measured time, more than 1 where the two help each other; null where a set is dead. */
  readonly factor: Interval | null;
  /** Which set is dead while each of the two lives without the other, which shows the interaction by itself. */
  readonly dead: 'neither' | 'both' | null;
}

export interface Group {
  readonly edits: readonly number[];
  /** Time of the genome without the group / time of the whole; undefined where that is dead or was not measured. */
  readonly gain: Interval | undefined;
  readonly method: GroupCredit['method'] | undefined;
}

/** Of the budget, what pairs may use: the rest is for credit. */
const shareOfPairs = 0.75;

export async function findInteractions({ count, evaluate, budget, least, random }: InteractionOptions): Promise<Interactions> {
  const trials = trialsOf(evaluate, budget, []);
  const all = range(count);
  const whole = timeOf(await trials.of(all));
  if (whole === undefined) throw new Error('the whole genome must live for its edits to be told apart');
  const dependencies = await findDependencies(count, trials);
  const blocks = components(count, dependencies.map(({ edit, needs }) => [edit, needs]));
  const { pairs, unmeasured } = await findPairs(blocks, all, trials, { budget: budget * shareOfPairs, least });
  const links = pairs.map(({ edits: [one, other] }) => [one[0]!, other[0]!] as const);
  const members = components(count, [...links, ...blocks.flatMap((block) => block.map((edit) => [block[0]!, edit] as const))]);

  const credits = new Map<number, Interval>();
  const methods = new Map<readonly number[], GroupCredit['method'] | undefined>();
  const gains = new Map<readonly number[], Interval | undefined>();
  for (const edits of members) {
    const time = timeOf(await trials.of(without(all, edits)));
    gains.set(edits, time && ratio(time, whole));
  }
  // Small groups first: what they leave of their share goes to the larger ones.
  for (const [at, edits] of members.toSorted((a, b) => a.length - b.length).entries()) {
    const budget = Math.floor(trials.left() / (members.length - at));
    const credit = await creditOf({ group: edits, whole: all, trials, budget, random: random.split(edits.join(' ')) });
    for (const [edit, factor] of credit?.credits ?? []) credits.set(edit, factor);
    methods.set(edits, credit?.method);
  }
  const groups = members.map((edits): Group => ({ edits, gain: gains.get(edits), method: methods.get(edits) }));
  const edits: EditEffect[] = [];
  for (const edit of all) {
    const rest = await trials.of(without(all, [edit]));
    const time = timeOf(rest);
    edits.push({ edit, alone: await trials.of([edit]), without: rest, lost: time && ratio(time, whole), credit: credits.get(edit) });
  }
  return { whole, edits, dependencies, pairs, unmeasured, groups, tried: trials.spent() };
}

async function findPairs(
  blocks: readonly number[][], all: readonly number[], trials: Trials, { budget, least }: { readonly budget: number; readonly least: number },
): Promise<{ readonly pairs: PairInteraction[]; readonly unmeasured: number }> {
  const suspicion = new Map<readonly number[], number>();
  for (const block of blocks) suspicion.set(block, await suspicionOf(block, all, trials));
  const couples = blocks.flatMap((one, at) => blocks.slice(at + 1).map((other) => [one, other] as const))
    .map((couple) => ({ couple, suspicion: suspicion.get(couple[0])! + suspicion.get(couple[1])! }))
    .sort((a, b) => b.suspicion - a.suspicion);
  const pairs: PairInteraction[] = [];
  let unmeasured = 0;
  for (const { couple: [one, other] } of couples) {
    if (trials.spent() + 2 > budget) {
      unmeasured++;
      continue;
    }
    const both = [...one, ...other];
    const rest = without(all, both);
    const alone = await sets(trials, [[], one, other, both]);
    const whole = await sets(trials, [rest, [...rest, ...one], [...rest, ...other], all]);
    for (const [among, found] of [['alone', alone], ['whole', whole]] as const) {
      const judged = judge(found, least);
      if (judged) pairs.push({ edits: [one, other], among, ...judged });
    }
  }
  return { pairs, unmeasured };
}

/**
 * How far what a block does alone is from what it takes with it when it leaves, in logarithms. An edit for which the two
 * agree has met nobody on the way, so those for which they do not are looked at first.
 */
async function suspicionOf(block: readonly number[], all: readonly number[], trials: Trials): Promise<number> {
  const [alone, rest, whole] = (await sets(trials, [block, without(all, block), all])).map(timeOf);
  if (alone === undefined || rest === undefined || whole === undefined) return Infinity;
  return Math.abs(Math.log(alone.estimate * (rest.estimate / whole.estimate)));
}

type Four = readonly (Effect | undefined)[];

async function sets(trials: Trials, wanted: readonly (readonly number[])[]): Promise<Four> {
  const effects = [];
  for (const edits of wanted) effects.push(await trials.of(edits));
  return effects;
}

/** Undefined where the four sets show nothing together. */
function judge([neither, one, other, both]: Four, least: number): Pick<PairInteraction, 'factor' | 'dead'> | undefined {
  if (!neither || !one || !other || !both) return undefined;
  if (isDead(one) || isDead(other)) return undefined; // what it is dead without has been found before
  if (isDead(neither)) return { factor: null, dead: 'neither' };
  if (isDead(both)) return { factor: null, dead: 'both' };
  const factor = interactionFactor({ neither: neither.time, one: one.time, other: other.time, both: both.time });
  return isSignificant(factor, least) ? { factor, dead: null } : undefined;
}

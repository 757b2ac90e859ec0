import type { Interval, Random } from '../../src/model/index.ts';
import type { Effect, Evaluate } from '../../src/lineage/index.ts';
import { randomStream } from '../../src/util/random.ts';

/**
 * A genome whose interactions are known: edits in groups, each group of a kind that makes its members need each other
 * in another way. Groups multiply, and so do edits that are alone.
 */
export interface Landscape {
  readonly count: number;
  /** Those of two and more, in the order of their first members. */
  readonly groups: readonly (readonly number[])[];
  readonly evaluate: Evaluate;
  /** Sets asked for, each time. */
  asked(): number;
}

/** What a group makes of the members present (told by their places in the group): a factor of time, or null for death. */
type Kind = (present: ReadonlySet<number>, size: number, gain: number) => number | null;

export const kinds: Readonly<Record<string, Kind>> = {
  /** Useless but for all of them together. */
  'only together': (present, size, gain) => (present.size === size ? gain : 1),
  /** All or none: any other set is dead. */
  'all or none': (present, size, gain) => (present.size === size ? gain : present.size === 0 ? 1 : null),
  /** The first is dead without all the others, which do nothing. */
  'one needs the others': (present, size, gain) => (!present.has(0) ? 1 : present.size === size ? gain : null),
  /** Each is dead without the one after it. */
  'a chain of needs': (present, size, gain) => {
    for (let at = 0; at < size - 1; at++) if (present.has(at) && !present.has(at + 1)) return null;
    return gain ** (present.size / size);
  },
  /** All the others are dead without the first. */
  'all need the first': (present, size, gain) => (present.size > 0 && !present.has(0) ? null : gain ** (present.size / size)),
  /** Each does what all do. */
  'any one will do': (present, _size, gain) => (present.size > 0 ? gain : 1),
  /** Slower each for itself, faster together. */
  'worse alone': (present, size, gain) => (present.size === size ? gain : 1.1 ** present.size),
};

export function landscape(random: Random, groups: readonly { readonly size: number; readonly kind: string }[], count = 12, noise = 0): Landscape {
  const order = random.shuffle(Array.from({ length: count }, (_, at) => at));
  let asked = 0;
  let taken = 0;
  const planted = groups.map(({ size, kind }) => ({ members: order.slice(taken, (taken += size)), kind: kinds[kind]!, gain: 0.5 + 0.35 * random.unit() }));
  const single = new Map(order.slice(taken).map((edit) => [edit, random.chance(0.3) ? 1 : 0.75 + 0.3 * random.unit()]));
  return {
    count,
    groups: planted.map(({ members }) => members.toSorted((a, b) => a - b)).sort(([a], [b]) => a! - b!),
    asked: () => asked,
    async evaluate(edits): Promise<Effect> {
      asked++;
      let time = edits.reduce((product, edit) => product * (single.get(edit) ?? 1), 1);
      for (const { members, kind, gain } of planted) {
        const factor = kind(new Set(members.flatMap((member, at) => (edits.includes(member) ? [at] : []))), members.length, gain);
        if (factor === null) return { dead: 'wrong' };
        time *= factor;
      }
      return { time: measuredAs(time, noise, randomStream(edits.join(' ')).split(random.unit())) };
    },
  };
}

/** An interval that holds the truth, somewhere. */
function measuredAs(time: number, noise: number, random: Random): Interval {
  const centre = time * (1 + noise * (2 * random.unit() - 1));
  return { estimate: centre, low: centre / (1 + noise), high: centre / (1 - noise) };
}

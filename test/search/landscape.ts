import type { Edit, Genome } from '../../src/model/index.ts';
import type { Candidate, Fitness, Judged } from '../../src/search/candidate.ts';
import type { Search, Variation } from '../../src/search/search.ts';
import { randomStream } from '../../src/util/random.ts';

/**
 * A made-up kernel to search on: a fixed set of possible edits whose effects are drawn once from a seed, with the
 * shares that real kernels show (GEVO): most edits kill, most of the rest do nothing, a few gain on their own, and the
 * large gains need two or three edits that lose when alone. Some places appear only after another edit made them.
 * Time is the product of the effects; nothing is noisy.
 */
export interface Landscape {
  readonly variation: Variation;
  /** Program that a genome amounts to: the living edits that change something. */
  hash(genome: Genome): string;
  /** Undefined for a dead genome. */
  judge(genome: Genome): Fitness | undefined;
  /** Speed-up of the best genome there is. */
  readonly bestSpeedup: number;
}

interface Place {
  readonly edit: Edit;
  /** Place that must be in the genome before this one can be. */
  readonly after: number | undefined;
  readonly effect: 'kills' | 'nothing' | 'neutral' | 'gain' | 'group';
  readonly gain: number;
  readonly error: number;
}

const BASE_TIME = 1000;

/** `partial`: what one edit of a group does to the speed while others of its group are missing. */
export function landscape(seed: number, size = 40, partial = 0.95): Landscape {
  const random = randomStream(`landscape ${seed}`);
  const operators = Array.from({ length: 8 }, (_, index) => `operator-${index}`);
  const groupSizes = [2, 2, 3];
  const gains = 5;
  const kills = Math.round(0.6 * size);
  const kinds: { effect: Place['effect']; group?: number }[] = [
    ...Array.from({ length: kills }, () => ({ effect: 'kills' as const })),
    ...Array.from({ length: gains }, () => ({ effect: 'gain' as const })),
    ...groupSizes.flatMap((count, group) => Array.from({ length: count }, () => ({ effect: 'group' as const, group }))),
    ...Array.from({ length: Math.round(size / 40) }, () => ({ effect: 'nothing' as const })),
  ];
  while (kinds.length < size) kinds.push({ effect: 'neutral' });
  const shuffled = random.shuffle(kinds);
  // Operators differ: the first half mostly kills (GEVO's blind ones), the second half knows the language.
  const groups: number[][] = groupSizes.map(() => []);
  const places: Place[] = [];
  shuffled.forEach(({ effect, group }, index) => {
    const clever = effect === 'kills' ? random.chance(0.2) : random.chance(0.65);
    const operator = operators[random.below(4) + (clever ? 4 : 0)]!;
    const possible = places.flatMap((place, at) => (place.effect !== 'kills' && place.after === undefined ? [at] : []));
    const after = possible.length > 0 && random.chance(0.2) ? random.pick(possible) : undefined;
    if (group !== undefined) groups[group]!.push(index);
    const gain = effect === 'gain' ? 1.05 + 0.25 * random.unit() : effect === 'group' ? 0.95 : 1;
    places.push({
      edit: {
        id: `e${index}`, operator, choices: {}, repairs: [],
        target: after === undefined ? `n${index}` : `e${after}.0`,
      },
      after, effect, gain, error: random.chance(0.3) ? 0.3 * random.unit() : 0,
    });
  });
  const groupGains = groups.map((members) => 1.2 + 0.15 * members.length);
  const index = new Map(places.map((place, at) => [place.edit.id, at]));

  /** Edits that are active: those whose target is there when their turn comes. */
  const active = (genome: Genome): Set<number> => {
    const there = new Set<number>();
    for (const edit of genome) {
      const at = index.get(edit.id);
      if (at === undefined) continue; // an edit of an operator that a test added
      const { after } = places[at]!;
      if (after === undefined || there.has(after)) there.add(at);
    }
    return there;
  };
  const speedup = (there: ReadonlySet<number>) => {
    let factor = 1;
    for (const at of there) if (places[at]!.effect === 'gain') factor *= places[at]!.gain;
    groups.forEach((members, group) => {
      const held = members.filter((at) => there.has(at)).length;
      factor *= held === members.length ? groupGains[group]! : partial ** held;
    });
    return factor;
  };
  return {
    variation: {
      operators,
      mutate(genome, operator, draws) {
        const there = active(genome);
        const had = new Set(genome.map((edit) => edit.id));
        const open = places.filter(({ edit, after }) =>
          edit.operator === operator && !had.has(edit.id) && (after === undefined || there.has(after)));
        return open.length === 0 ? undefined : [...genome, draws.pick(open).edit];
      },
    },
    hash: (genome) => [...active(genome)].filter((at) => places[at]!.effect !== 'nothing').sort((a, b) => a - b).join(' '),
    judge(genome) {
      const there = active(genome);
      if ([...there].some((at) => places[at]!.effect === 'kills')) return undefined;
      const error = 0.02 + [...there].reduce((sum, at) => sum + places[at]!.error, 0);
      return error > 1 ? undefined : { time: BASE_TIME / speedup(there), error };
    },
    bestSpeedup: speedup(new Set(places.flatMap((place, at) => (place.effect === 'gain' || place.effect === 'group' ? [at] : [])))),
  };
}

/**
 * Drives a search for that many evaluations, as the pipeline does: a program seen before gets its earlier outcome and
 * costs none. Stops early once the best there is has been found. Returns the speed-up of the best.
 */
export function drive(search: Search, world: Landscape, evaluations: number): { speedup: number; candidates: number; evaluations: number } {
  const seen = new Map<string, Fitness | undefined>();
  let candidates = 0;
  const speedup = () => BASE_TIME / (search.best()?.fitness.time ?? Infinity);
  while (seen.size < evaluations && candidates < 20 * evaluations && !(speedup() > 0.999999 * world.bestSpeedup)) {
    const batch = search.ask();
    if (batch.length === 0) break;
    const judged: Judged[] = [];
    for (const candidate of batch) {
      const hash = world.hash(candidate.genome);
      if (!seen.has(hash)) {
        if (seen.size === evaluations) break;
        seen.set(hash, world.judge(candidate.genome));
      }
      judged.push(judgement(candidate, hash, seen.get(hash)));
    }
    candidates += judged.length;
    search.tell(judged);
  }
  return { speedup: speedup(), candidates, evaluations: seen.size };
}

export function judgement(candidate: Candidate, hash: string, fitness: Fitness | undefined): Judged {
  return fitness === undefined ? { candidate, outcomeKind: 'wrong', hash } : { candidate, fitness, outcomeKind: 'measured', hash };
}

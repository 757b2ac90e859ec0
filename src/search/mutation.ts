import type { Edit, Genome, Random } from '../model/index.ts';
import { drawOperator } from './bandit.ts';
import { withoutEdit } from './builds-on.ts';
import type { Variation } from './search.ts';

export interface MutationSettings {
  /** Chance that one step of a mutation takes an edit away instead of adding one. */
  readonly removal: number;
  /** Chance of one more step after each: several at once cross valleys that no single step survives. */
  readonly another: number;
  /** Longest genome; at it, every step removes. */
  readonly longest: number;
}

/** Where added edits come from. */
export interface EditSource {
  readonly variation: Variation;
  /** Probability of each operator. */
  readonly shares: ReadonlyMap<string, number>;
  /** False for an edit not worth a try now; another is drawn. */
  readonly accepts: (edit: Edit, random: Random) => boolean;
}

export interface Mutated {
  readonly genome: Genome;
  /** Operators that added an edit, in order. */
  readonly operators: readonly string[];
}

/** A genome some random steps away; undefined if no operator finds a place and there is nothing to remove. */
export function mutated(genome: Genome, source: EditSource, settings: MutationSettings, random: Random): Mutated | undefined {
  const step = ({ genome: now, operators }: Mutated): Mutated | undefined => {
    const removes = now.length > 0 && (now.length >= settings.longest || random.chance(settings.removal));
    return removes
      ? { genome: withoutEdit(now, random.below(now.length)), operators }
      : withOneMore({ genome: now, operators }, source, random);
  };
  let result = step({ genome, operators: [] });
  for (let last = result; last !== undefined && random.chance(settings.another); ) {
    last = step(last);
    result = last ?? result;
  }
  return result;
}

/** Draws from one operator before it gives way. */
const DRAWS = 4;

/**
 * One more edit. An operator that finds no place gives way to another, as does one that keeps coming with edits that
 * the genome has already or that are not accepted. Undefined when none is left.
 */
export function withOneMore(from: Mutated, source: EditSource, random: Random): Mutated | undefined {
  const failed = new Set<string>();
  for (;;) {
    const operator = drawOperator(source.shares, failed, random);
    if (operator === undefined) return undefined;
    for (let draw = 0; draw < DRAWS; draw++) {
      const genome = source.variation.mutate(from.genome, operator, random);
      if (genome === undefined) break;
      const added = genome.at(-1)!;
      const isNew = !from.genome.some((edit) => edit.id === added.id);
      if (isNew && source.accepts(added, random)) return { genome, operators: [...from.operators, operator] };
    }
    failed.add(operator);
  }
}

import type { Random } from '../model/index.ts';
import { askTell } from './ask-tell.ts';
import { credited, newBandit, probabilities, rewardOf } from './bandit.ts';
import { children, keyOf, type Draft } from './breeding.ts';
import { individualOf, type Candidate, type Individual, type Judged } from './candidate.ts';
import { NO_MEMORY, remembered, worthTrying, type EditMemory } from './edit-memory.ts';
import { migrated } from './islands.ts';
import type { Search, SearchState, Variation } from './search.ts';
import type { SearchSettings } from './settings.ts';
import { survivors } from './survival.ts';

interface EvolutionState extends SearchState {
  readonly memory: EditMemory;
}

/**
 * The evolution: NSGA-II on islands over genomes of edits, with operators chosen by a bandit. Think of a generation as
 * two steps: a batch of children bred from who lives, and who lives out of parents and judged children together.
 *
 * Memory is bounded: populations, the bandit's windows and the edit memory have fixed sizes, and nothing else is kept.
 */
export function createSearch(settings: SearchSettings, variation: Variation, random: Random): Search {
  const start: EvolutionState = {
    generation: 0,
    next: 0,
    islands: Array.from({ length: settings.islands }, () => []),
    bandit: newBandit(variation.operators),
    memory: NO_MEMORY,
  };
  return askTell(start, (state) => nextBatch(state, settings, variation, random), (state, judged) => afterBatch(state, judged, settings));
}

const BASE: Draft = { genome: [], parents: [], made: { kind: 'seed', operators: [] } };

/** The children of all islands; the first batch starts with the base itself. */
function nextBatch(state: EvolutionState, settings: SearchSettings, variation: Variation, random: Random): Candidate[] {
  const { generation, islands } = state;
  const source = {
    variation,
    shares: probabilities(state.bandit, settings),
    accepts: (edit: { id: string }, stream: Random) => worthTrying(state.memory, edit.id, stream),
  };
  const known = new Set(['', ...islands.flat().map((one) => keyOf(one.candidate.genome))]);
  const batch: Candidate[] = [];
  const number = (drafts: readonly Draft[], island: number) => {
    for (const draft of drafts) batch.push({ number: state.next + batch.length, island, generation, ...draft });
  };
  if (generation === 0) number([BASE], 0);
  const count = Math.ceil(settings.offspring / islands.length);
  islands.forEach((population, island) => {
    const stream = random.split(`generation ${generation} island ${island}`);
    number(children(population, count, known, source, settings, stream), island);
  });
  return batch;
}

function afterBatch(state: EvolutionState, judged: readonly Judged[], settings: SearchSettings): EvolutionState {
  const generation = state.generation + 1;
  const born = judged.flatMap((one) => individualOf(one) ?? []);
  const size = Math.floor(settings.population / state.islands.length);
  const select = (all: readonly Individual[]) => survivors(all, size, settings);
  let islands = state.islands.map((population, island) =>
    select([...population, ...born.filter((one) => one.candidate.island === island)]));
  if (islands.length > 1 && generation % settings.migrationInterval === 0) {
    islands = migrated(islands, settings.migrants).map(select);
  }
  return { generation, next: state.next + judged.length, islands, ...lessons(state, judged, born, settings) };
}

/** What bandit and memory learn: only from mutants of one parent, where it is plain what did it. */
function lessons(
  state: EvolutionState, judged: readonly Judged[], born: readonly Individual[], settings: SearchSettings,
): Pick<EvolutionState, 'bandit' | 'memory'> {
  const parents = new Map([...state.islands.flat(), ...born].map((one) => [one.candidate.number, one]));
  const news: { edit: string; lived: boolean }[] = [];
  let { bandit } = state;
  for (const { candidate, fitness } of judged) {
    const { genome, made } = candidate;
    const parent = parents.get(candidate.parents[0] ?? -1);
    if (made.kind !== 'mutation' || parent === undefined) continue;
    const reward = rewardOf(parent.fitness.time, fitness?.time);
    for (const operator of made.operators) bandit = credited(bandit, operator, reward, settings);
    const oneAdded = made.operators.length === 1 && genome.length === parent.candidate.genome.length + 1;
    if (oneAdded) news.push({ edit: genome.at(-1)!.id, lived: fitness !== undefined });
  }
  return { bandit, memory: remembered(state.memory, news) };
}

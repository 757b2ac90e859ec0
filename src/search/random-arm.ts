import type { Random } from '../model/index.ts';
import { askTell } from './ask-tell.ts';
import { newBandit } from './bandit.ts';
import { individualOf, type Candidate, type Judged } from './candidate.ts';
import { withOneMore, type EditSource, type Mutated } from './mutation.ts';
import type { Search, SearchState, Variation } from './search.ts';
import type { SearchSettings } from './settings.ts';
import { survivors } from './survival.ts';

/**
 * The control arm: candidates of the same edits by the same operators, but each drawn afresh on the base, with
 * operators chosen uniformly and as many edits as a geometric draw says (`randomLength` on average). It never builds on
 * what survived; it keeps its best only to name them. What evolution finds beyond it at an equal number of
 * evaluations is the work of selection.
 */
export function createRandomSearch(settings: SearchSettings, variation: Variation, random: Random): Search {
  const { operators } = variation;
  const source: EditSource = {
    variation,
    shares: new Map(operators.map((operator) => [operator, 1 / operators.length])),
    accepts: () => true,
  };
  const start: SearchState = { generation: 0, next: 0, islands: [[]], bandit: newBandit(operators) };
  return askTell(start, (state) => nextBatch(state, source, settings, random), (state, judged) => afterBatch(state, judged, settings));
}

function nextBatch(state: SearchState, source: EditSource, settings: SearchSettings, random: Random): Candidate[] {
  const { generation } = state;
  const stream = random.split(`random generation ${generation}`);
  const batch: Candidate[] = [];
  const add = (candidate: Pick<Candidate, 'genome' | 'parents' | 'made'>) =>
    batch.push({ number: state.next + batch.length, island: 0, generation, ...candidate });
  if (generation === 0) add({ genome: [], parents: [], made: { kind: 'seed', operators: [] } });
  for (let count = 0; count < settings.offspring; count++) {
    const { genome, operators } = randomEdits(source, 1 - 1 / settings.randomLength, stream);
    if (genome.length > 0) add({ genome, parents: [0], made: { kind: 'random', operators } });
  }
  return batch;
}

function randomEdits(source: EditSource, another: number, random: Random): Mutated {
  let drawn: Mutated = { genome: [], operators: [] };
  do {
    const next = withOneMore(drawn, source, random);
    if (next === undefined) break;
    drawn = next;
  } while (random.chance(another));
  return drawn;
}

function afterBatch(state: SearchState, judged: readonly Judged[], settings: SearchSettings): SearchState {
  const living = judged.flatMap((one) => individualOf(one) ?? []);
  return {
    ...state,
    generation: state.generation + 1,
    next: state.next + judged.length,
    islands: [survivors([...state.islands[0]!, ...living], settings.population, settings)],
  };
}

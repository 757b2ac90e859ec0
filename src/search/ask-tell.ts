import { fastest, individualOf, type Candidate, type Judged } from './candidate.ts';
import type { Search, SearchState } from './search.ts';

/**
 * The ask-and-tell shell round a search method. A method is two pure steps: the batch that follows from a state, and
 * the state that follows from a batch's answers in the order of their numbers. The shell collects the answers.
 */
export function askTell<State extends SearchState>(
  start: State,
  batchFrom: (state: State) => readonly Candidate[],
  stateAfter: (state: State, judged: readonly Judged[]) => State,
): Search {
  let state = start;
  let open = new Set<number>();
  let answers: Judged[] = [];
  return {
    ask() {
      if (open.size > 0) throw new Error(`asked for a batch while ${open.size} candidates of the last one are not told`);
      const batch = batchFrom(state);
      open = new Set(batch.map((candidate) => candidate.number));
      return batch;
    },
    tell(judged) {
      for (const one of judged) {
        const { number } = one.candidate;
        if (!open.has(number)) throw new Error(`candidate ${number} was told but is not asked for`);
        individualOf(one); // throws on a fitness that is none
        open.delete(number);
        answers.push(one);
      }
      if (open.size > 0 || answers.length === 0) return;
      state = stateAfter(state, answers.sort((a, b) => a.candidate.number - b.candidate.number));
      answers = [];
    },
    revise(hash, fitness) {
      const islands = state.islands.map((island) =>
        island.flatMap((one) => (one.hash !== hash ? [one] : fitness === undefined ? [] : [{ ...one, fitness }])));
      state = { ...state, islands };
    },
    best: () => fastest([...state.islands.flat(), ...answers.flatMap((judged) => individualOf(judged) ?? [])]),
    population: () => state.islands,
    operators: () => state.bandit,
  };
}

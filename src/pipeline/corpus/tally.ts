import type { CaseScore, CorpusGate, CorpusScore, Killed, Survivor, Unshown } from '../../model/index.ts';
import type { Examination } from './examiner.ts';

/** What became of one mutant that somebody thinks is wrong. */
export interface Trial {
  readonly kernel: string;
  readonly operation: string;
  readonly mistake: string;
  /** By hand; otherwise drawn. */
  readonly written: boolean;
  /** How random inputs show it to be wrong; undefined where none does: then it does not count. */
  readonly shown: string | undefined;
  readonly examination: Examination;
  /** The cases that it was run on, by gate. */
  readonly cases: { readonly tiny: readonly string[]; readonly heldOut: readonly string[] };
  readonly text: string;
}

export type WrongTally = Pick<CorpusScore, 'operations' | 'wrong' | 'gates' | 'cases' | 'survivors'>;

/** Adds up trials. Only mutants that are shown to be wrong count. Pure. */
export function tally(trials: readonly Trial[], device: boolean): WrongTally {
  const known = trials.filter(({ shown }) => shown !== undefined);
  const order: readonly CorpusGate[] = ['check', 'sanitizer', 'oracle', ...(device ? ['device' as const] : []), 'held-out'];
  const died = (gate: CorpusGate) => known.filter(({ examination }) => examination.gate === gate).length;
  const before = (gate: CorpusGate) => order.slice(0, order.indexOf(gate)).reduce((sum, each) => sum + died(each), 0);
  return {
    operations: [...new Set(known.map(({ operation }) => operation))].sort().map((operation) => ({ operation, ...killedOf(known.filter((trial) => trial.operation === operation)) })),
    wrong: {
      ...killedOf(known), written: known.filter(({ written }) => written).length,
      notShown: trials.filter(({ shown }) => shown === undefined).map(({ kernel, mistake, written, examination }): Unshown => ({ kernel, mistake, written, gate: examination.gate ?? null })),
    },
    gates: order.map((gate) => ({ gate, tried: known.length - before(gate), killed: died(gate) })),
    cases: [...caseScores(known, 'tiny', 'tiny'), ...caseScores(known, 'held-out', 'heldOut')],
    survivors: known.filter(({ examination }) => examination.gate === undefined)
      .map(({ kernel, mistake, shown, text }): Survivor => ({ kernel, change: mistake, detail: shown!, text })),
  };
}

function killedOf(trials: readonly Trial[]): Killed {
  return { tried: trials.length, killed: trials.filter(({ examination }) => examination.gate !== undefined).length };
}

/** In the order in which the cases are first met. Held-out ones meet only what tiny ones let through. */
function caseScores(trials: readonly Trial[], gate: CaseScore['gate'], level: keyof Trial['cases']): CaseScore[] {
  const scores = new Map<string, { tried: number; killed: number; alone: number }>();
  for (const { cases, examination } of trials) {
    if (examination.gate === 'check' || (gate === 'held-out' && examination.tiny.length > 0)) continue;
    const killers = new Set(examination[level]);
    for (const name of cases[level]) {
      const score = scores.get(name) ?? { tried: 0, killed: 0, alone: 0 };
      scores.set(name, score);
      score.tried++;
      if (!killers.has(name)) continue;
      score.killed++;
      if (killers.size === 1) score.alone++;
    }
  }
  return [...scores].map(([name, score]) => ({ gate, name, ...score }));
}

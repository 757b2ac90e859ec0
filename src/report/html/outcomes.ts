import type { OutcomeKind } from '../../model/index.ts';
import { asTable, at, frame, picture, tellingPoint } from './chart.ts';
import type { ArmPage, RunPage } from './data.ts';
import { percent, whole } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** What a mutant can come to, in the order of the gates, each with what it means. */
const gates: readonly { readonly gate: string; readonly outcomes: Partial<Readonly<Record<OutcomeKind, string>>> }[] = [
  { gate: 'Applying its edits', outcomes: { 'not-applicable': 'the edit found no place', 'no-effect': 'a tree that was judged before' } },
  { gate: 'Types and what the device can do', outcomes: { rejected: 'breaks a rule of the language' } },
  {
    gate: 'The checking interpreter', outcomes: {
      'out-of-bounds': 'reads or writes outside an array', uninitialised: 'uses a value never set', endless: 'does not end', unwritten: 'leaves output unwritten',
      arithmetic: 'leaves the range of its integers', misaligned: 'a vector access off its boundary', race: 'two threads touch one place', 'divergent-barrier': 'not all threads reach a barrier',
    },
  },
  { gate: 'Compiling', outcomes: { unsupported: 'the target cannot say it', 'compile-error': 'the compiler refuses it' } },
  { gate: 'The oracle, in the interpreter and on the device', outcomes: { wrong: 'a wrong answer', timeout: 'takes too long', crashed: 'crashes the device or its process', 'out-of-memory': 'takes too much memory' } },
  { gate: 'The clock', outcomes: { noisy: 'could not be measured', implausible: 'faster than its bytes can move', measured: 'right, and measured' } },
];

export interface OutcomeBar {
  readonly gate: string;
  readonly kind: OutcomeKind;
  readonly meaning: string;
  /** As counts, and as shares of the arm's mutants. */
  readonly arms: readonly { readonly arm: ArmPage['arm']; readonly count: number; readonly share: number }[];
}

/** One bar an outcome that any arm has, in the order of the gates. */
export function outcomeBars(arms: readonly ArmPage[]): OutcomeBar[] {
  return gates.flatMap(({ gate, outcomes }) => Object.entries(outcomes).map(([name, meaning]) => {
    const kind = name as OutcomeKind;
    const counted = arms.map(({ arm, outcomes: counts, evaluations }) => ({ arm, count: counts[kind] ?? 0, share: (counts[kind] ?? 0) / Math.max(1, evaluations) }));
    return { gate, kind, meaning, arms: counted };
  })).filter((bar) => bar.arms.some(({ count }) => count > 0));
}

const line = 20;
const headLine = 24;

export function renderOutcomes({ arms }: RunPage): Markup {
  const bars = outcomeBars(arms);
  const names: Readonly<Record<ArmPage['arm'], string>> = { evolution: 'evolution', random: 'random search' };
  const left = 166;
  const widest = Math.max(0.01, ...bars.flatMap((bar) => bar.arms.map(({ share }) => share)));
  const width = (share: number) => (share / widest) * (frame.width - left - 130);
  let y = 4;
  const drawn = bars.map((bar, place) => {
    const head = bars[place - 1]?.gate === bar.gate ? null : html`<text class="gate" x="0" y="${(y += headLine) - 7}">${bar.gate}</text>`;
    const rows = bar.arms.map(({ arm, count, share }, row) => {
      const top = y + row * (line - 4);
      const said = `${bar.kind}, ${bar.meaning}: ${whole(count)} of ${names[arm]}, ${percent(share)}`;
      return tellingPoint(said, html`<rect class="hit" x="0" y="${top}" width="${frame.width}" height="${line - 4}"/><rect class="bar ${arm}" x="${left}" y="${top + 2}" width="${at(Math.max(count > 0 ? 1 : 0, width(share)))}" height="${line - 8}"/><text x="${at(left + width(share) + 6)}" y="${top + 13}">${whole(count)}</text>`);
    });
    const label = html`<text x="${left - 8}" y="${y + 13}" text-anchor="end">${bar.kind}</text>`;
    y += bar.arms.length * (line - 4) + 4;
    return html`${head}${label}${rows}`;
  });
  return html`<section id="outcomes" aria-labelledby="outcomes-title"><h2 id="outcomes-title">What became of the mutants</h2>
<p>${arms.length === 0 ? 'No mutant has been judged yet.' : `${arms.map(({ arm, evaluations }) => `${whole(evaluations)} by ${names[arm]}`).join(', ')}. A dead mutant is a result too: each gate stops what the later ones would have to pay for.`}</p>
${bars.length > 0 && html`<p class="legend">${arms.map(({ arm }) => html`<span><span class="key ${arm}"></span> ${names[arm]}</span> `)}</p><figure>${picture('Mutants by outcome, in the order of the gates', y + 8, drawn)}</figure>
${asTable('Mutants by outcome', ['outcome', 'meaning', 'gate', ...arms.map(({ arm }) => names[arm])], bars.map((bar) => [bar.kind, bar.meaning, bar.gate, ...bar.arms.map(({ count, share }) => `${whole(count)} (${percent(share)})`)]))}`}
</section>`;
}

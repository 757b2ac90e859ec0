import type { InteractionReport } from '../lineage/index.ts';
import type { Interval } from '../model/index.ts';
import { dead, head, plural, showFactor } from './analysis.ts';
import { renderTable, terminalWidth, type Column } from './table.ts';

type Row = InteractionReport['edits'][number];
type Pair = InteractionReport['pairs'][number];

const deaths = { neither: 'dead without either: one must be there', both: 'dead together' } as const;

/** What `evoke interactions` found, in words; `width`: characters a line may have. */
export function renderInteractions(report: InteractionReport, width = terminalWidth()): string {
  const { edits, groups, pairs, estimate, inactive, unmeasured } = report;
  const short = (found: Interval | { readonly dead: string } | null) => (found === null ? 'not measured' : 'dead' in found ? dead(found.dead) : showFactor(found, estimate));
  const number = new Map(edits.map(({ id, position }) => [id, position + 1]));
  const named = (ids: readonly string[]) => ids.map((id) => number.get(id)).sort((a, b) => a! - b!).join('+');
  const columns: readonly Column<Row>[] = [
    { title: '#', text: ({ position }) => String(position + 1), right: true },
    { title: 'edit', text: ({ id }) => id },
    { title: 'operator', text: ({ operator }) => operator },
    { title: 'where', text: ({ where }) => where ?? 'unknown' },
    { title: 'alone', text: ({ alone }) => short(alone) },
    { title: 'lost without it', text: ({ lost }) => short(lost) },
    { title: 'credit', text: ({ credit }) => short(credit) },
    { title: 'group', text: ({ group }) => (group === null ? '' : String(group)) },
    { title: 'dead without', text: ({ needs }) => named(needs).replaceAll('+', ', ') },
  ];
  const pairColumns: readonly Column<Pair>[] = [
    { title: 'pair', text: ({ edits: [one, other] }) => `${named(one)} and ${named(other)}` },
    { title: 'measured', text: ({ among }) => (among === 'alone' ? 'on the unmodified kernel' : 'within the whole') },
    { title: 'interaction', text: ({ factor, dead: which }) => (factor === null ? deaths[which!] : `${showFactor(factor, estimate)}, ${factor.estimate > 1 ? 'more together than apart' : 'both do the same, in part'}`) },
  ];
  const independent = edits.filter(({ group }) => group === null).length;
  const groupLines = groups.map(({ edits: members, gain, credit }, at) =>
    `  group ${at + 1}: edits ${named(members).replaceAll('+', ', ')}; without them ${gain === null ? 'nothing was measured' : `the whole loses ${showFactor(gain, estimate)}`}${credit === 'sampled orders' ? '; credit from sampled orders' : ''}`);
  return [
    head(report),
    `The whole genome is ${showFactor(report.speedup, estimate)} as fast as the unmodified kernel. ${plural(groups.length, 'group')} of edits that need each other, ${plural(independent, 'edit')} that need${independent === 1 ? 's' : ''} nobody.`,
    ...groupLines,
    ...(inactive.length > 0 ? [`${plural(inactive.length, 'further edit')} of the genome ${inactive.length === 1 ? 'does' : 'do'} nothing; 'evoke minimize' takes them away.`] : []),
    ...(unmeasured > 0 ? [`When the budget of ${report.budget} ended, ${plural(unmeasured, 'pair')} had not been measured, the least suspicious ones: a group may be larger than shown.`] : []),
    `${plural(report.evaluations, 'evaluation')}; a factor within ${(100 * report.least).toFixed(1)} % of 1 counts as none`, '',
    renderTable(edits, columns, { width }),
    ...(pairs.length > 0 ? ['', renderTable(pairs, pairColumns, { width })] : []),
  ].join('\n');
}

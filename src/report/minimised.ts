import type { MinimiseReport } from '../lineage/index.ts';
import { renderTable, terminalWidth, type Column } from './table.ts';
import { dead, head, plural, showFactor } from './analysis.ts';

type Row = MinimiseReport['edits'][number];

const fates: Readonly<Record<Row['fate'], string>> = {
  needed: 'needed', neutral: 'neutral: the gain does not rest on it', inactive: 'inactive: did nothing',
};

/** What `evoke minimize` found, in words; `width`: characters a line may have. */
export function renderMinimised(report: MinimiseReport, width = terminalWidth()): string {
  const { edits, original, minimised, bound, estimate, noiseFloor } = report;
  const columns: readonly Column<Row>[] = [
    { title: '#', text: ({ position }) => String(position + 1), right: true },
    { title: 'edit', text: ({ id }) => id },
    { title: 'operator', text: ({ operator }) => operator },
    { title: 'where', text: ({ where }) => where ?? 'unknown' },
    { title: 'fate', text: ({ fate }) => fates[fate] },
    { title: 'without it', text: ({ without }) => (without === null ? '' : 'dead' in without ? dead(without.dead) : `${showFactor(without, estimate)} of the best's speed`) },
  ];
  const percent = `${Number((100 * bound).toPrecision(3))} %`;
  const outcome = minimised.individual === original.individual
    ? [`All ${original.edits} edits are needed: none can go within ${percent}.`]
    : [
      `${original.edits} edits became ${minimised.edits.length}; ${showFactor(minimised.againstOriginal, estimate)} of the best's speed, ${showFactor(minimised.speedup, estimate)} the unmodified kernel's (${minimised.verdict}), on held-out inputs.`,
      minimised.withinBound
        ? `Recorded as individual ${minimised.individual}, a child of ${original.individual}.`
        : `NOT recorded: measured once more, it is not surely within ${percent} of the best; try another --seed, a quieter machine or a larger --bound.`,
    ];
  return [
    head(report), ...outcome,
    ...(report.minimal ? [] : ['The evaluations ran out before every single removal was tried: a smaller set may do.']),
    ...(noiseFloor > bound ? [`The noise floor here is ${(100 * noiseFloor).toFixed(2)} %, more than the bound: edits whose removal cannot be told from noise stay.`] : []),
    `${plural(report.evaluations, 'evaluation')}`, '',
    renderTable(edits, columns, { width }),
  ].join('\n');
}

import type { CaseScore, CorpusScore, Killed, Survivor } from '../model/index.ts';
import { renderTable, terminalWidth, type Column } from './table.ts';

/** The score of the tests for a terminal: what kills, what kills nothing, and in full what got away. */
export function renderCorpusScore(score: CorpusScore, width = terminalWidth()): string {
  const { wrong, operations, gates, cases, survivors, rewrites, refused, device, kernels, seed } = score;
  const idle = cases.filter(({ killed }) => killed === 0);
  const replaceable = cases.filter(({ killed, alone }) => killed > 0 && alone === 0);
  return [
    `${wrong.tried} known-wrong mutants of ${kernels} kernels (${wrong.written} written by hand, ${wrong.tried - wrong.written} drawn), ${rewrites} right rewrites, seed ${seed}${device === null ? '' : `, device ${device}`}`,
    renderTable(operations, killedColumns('operation', ({ operation }: (typeof operations)[number]) => operation), { width }),
    renderTable(gates, [{ title: 'gate', text: ({ gate }) => gate }, { title: 'came', text: ({ tried }) => String(tried), right: true },
      { title: 'died', text: ({ killed }) => String(killed), right: true }, { title: 'of all', text: ({ killed }) => percent(killed, wrong.tried), right: true }], { width }),
    renderTable(cases, caseColumns, { width }),
    ...listed('Cases that kill nothing', idle), ...listed('Cases that kill nothing that others of their gate do not', replaceable),
    ...unshown(wrong.notShown),
    ...survivors.map((each) => told('NOT KILLED', each)), ...refused.map((each) => told('REFUSED, BUT RIGHT', each)),
    `killed ${wrong.killed} of ${wrong.tried} known-wrong mutants: ${percent(wrong.killed, wrong.tried)}; refused ${refused.length} of ${rewrites} right rewrites`,
  ].join('\n\n');
}

function killedColumns<Row extends Killed>(title: string, name: (row: Row) => string): Column<Row>[] {
  return [
    { title, text: name }, { title: 'wrong', text: ({ tried }) => String(tried), right: true },
    { title: 'killed', text: ({ killed }) => String(killed), right: true }, { title: 'share', text: ({ tried, killed }) => percent(killed, tried), right: true },
  ];
}

const caseColumns: readonly Column<CaseScore>[] = [
  { title: 'gate', text: ({ gate }) => gate }, ...killedColumns<CaseScore>('case', ({ name }) => name),
  { title: 'alone', text: ({ alone }) => String(alone), right: true },
];

function listed(title: string, cases: readonly CaseScore[]): string[] {
  const names = (gate: CaseScore['gate']) => cases.filter((each) => each.gate === gate).map(({ name }) => name).join('; ');
  return cases.length === 0 ? [] : [[`${title}:`, ...(['tiny', 'held-out'] as const).filter((gate) => names(gate) !== '').map((gate) => `  ${gate}: ${names(gate)}`)].join('\n')];
}

/** Who does not count; by name if somebody wrote it, or a gate found something all the same. */
function unshown(mutants: CorpusScore['wrong']['notShown']): string[] {
  if (mutants.length === 0) return [];
  const refused = mutants.filter(({ gate }) => gate !== null).length;
  const named = mutants.filter(({ written, gate }) => written || gate !== null);
  return [[
    `${mutants.length} more were not shown to be wrong by random inputs and do not count; gates refuse ${refused} of them`,
    ...named.map(({ kernel, mistake, gate }) => `  ${kernel}: ${mistake}${gate === null ? '' : ` (refused: ${gate})`}`),
  ].join('\n')];
}

function told(what: string, { kernel, change, detail, text }: Survivor): string {
  return [`${what}: ${kernel}: ${change}`, `  ${detail}`, ...text.trimEnd().split('\n').map((line) => `    ${line}`)].join('\n');
}

/** Rounded down, so that 100.0 % is all of them. */
function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;
}

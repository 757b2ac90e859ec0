/**
 * Rows of text under headings, for a terminal of some width. Think of two layouts of the same facts: columns where they
 * fit, else one record after another, a fact a line, which the terminal may wrap. Only what can be spared is ever cut.
 */
export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Figures stand right. */
  readonly right?: boolean;
  /** Characters that do, if the terminal has no room for more: the rest of the text can be spared. */
  readonly least?: number;
}

export interface TableOptions<Row> {
  /** Characters a line may have. */
  readonly width: number;
  /** A line that goes under each row, indented, and is cut where the terminal ends. */
  readonly under?: (row: Row) => string | null;
}

/** Characters of the terminal's lines; where output goes to a file or a pipe, lines may be as long as they like. */
export function terminalWidth(): number {
  return process.stdout.columns ?? Infinity;
}

export function renderTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], { width, under }: TableOptions<Row>): string {
  const cells = rows.map((row) => columns.map(({ text }) => flat(text(row))));
  const widest = columns.map(({ title }, at) => Math.max(title.length, ...cells.map((line) => line[at]!.length)));
  const room = (widths: readonly number[]) => width - widths.reduce((sum, each) => sum + each, 2 * (columns.length - 1));
  const widths = widest.map((each, at) => {
    const least = Math.max(columns[at]!.least ?? each, columns[at]!.title.length);
    return Math.min(each, Math.max(least, each + room(widest)));
  });
  const fits = room(widths) >= 0;
  const widestTitle = Math.max(...columns.map(({ title }) => title.length));
  const inColumns = (line: readonly string[]) =>
    line.map((cell, at) => (columns[at]!.right ? cell.padStart(widths[at]!) : cut(cell, widths[at]!).padEnd(widths[at]!))).join('  ').trimEnd();
  const asRecord = (line: readonly string[]) => line.map((cell, at) => `${columns[at]!.title.padEnd(widestTitle)}  ${cell}`.trimEnd());

  const lines = fits ? [inColumns(columns.map(({ title }) => title))] : [];
  rows.forEach((row, at) => {
    const below = under?.(row) ?? null;
    if (!fits && at > 0) lines.push('');
    lines.push(...(fits ? [inColumns(cells[at]!)] : asRecord(cells[at]!)));
    if (below !== null) lines.push(cut(`    ${flat(below)}`, width));
  });
  return lines.join('\n');
}

/** One line without control characters: names and messages come from files. */
function flat(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

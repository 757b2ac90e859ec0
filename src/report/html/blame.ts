import { changedLines } from './line-diff.ts';

/** A line with the edits (by their place in the genome) that made it, or took it away. */
export interface MarkedLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  readonly edits: readonly number[];
}

/** Base and best beside each other; null where the one has no line for the other's. */
export interface SourceRow {
  readonly base: MarkedLine | null;
  readonly best: MarkedLine | null;
}

interface Line {
  readonly text: string;
  /** Its line in the base; null: an edit made it. */
  readonly origin: number | null;
  readonly edits: readonly number[];
}

/**
 * Which edit changed which line. `stages`: the kernel's text unmodified, then with one more edit each. What an edit puts
 * in the place of lines that earlier edits made is those edits' work too.
 */
export function blame(stages: readonly string[]): SourceRow[] {
  const base = linesOf(stages[0]!);
  const removedBy = new Map<number, number>();
  let lines: readonly Line[] = base.map((text, origin) => ({ text, origin, edits: [] }));
  for (const [edit, stage] of stages.slice(1).entries()) lines = edited(lines, linesOf(stage), edit, removedBy);
  return beside(base.map((text, at) => ({ number: at + 1, text, edits: removedBy.has(at) ? [removedBy.get(at)!] : [] })), lines);
}

export function linesOf(text: string): string[] {
  return text.trimEnd().split('\n');
}

function edited(lines: readonly Line[], text: readonly string[], edit: number, removedBy: Map<number, number>): Line[] {
  const result: Line[] = [];
  let from = 0;
  const keep = (to: number) => {
    for (; from < to; from++) result.push({ ...lines[from]!, text: text[result.length]! });
  };
  for (const { before, after } of changedLines(lines.map((line) => line.text), text)) {
    keep(before.at);
    const removed = lines.slice(before.at, before.at + before.count);
    for (const { origin } of removed) if (origin !== null) removedBy.set(origin, edit);
    const edits = [...new Set([...removed.flatMap((line) => line.edits), edit])].sort((a, b) => a - b);
    for (let at = 0; at < after.count; at++) result.push({ text: text[after.at + at]!, origin: null, edits });
    from = before.at + before.count;
  }
  keep(lines.length);
  return result;
}

/** Lines of the base that are still there stand beside themselves; between them, removed beside made. */
function beside(base: readonly MarkedLine[], lines: readonly Line[]): SourceRow[] {
  const best = lines.map(({ text, edits }, at) => ({ number: at + 1, text, edits }));
  const rows: SourceRow[] = [];
  let [left, right] = [0, 0];
  const gap = (toLeft: number, toRight: number) => {
    while (left < toLeft || right < toRight) rows.push({ base: left < toLeft ? base[left++]! : null, best: right < toRight ? best[right++]! : null });
  };
  for (const [at, { origin }] of lines.entries()) {
    if (origin === null) continue;
    gap(origin, at);
    rows.push({ base: base[left++]!, best: best[right++]! });
  }
  gap(base.length, best.length);
  return rows;
}

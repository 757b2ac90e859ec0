/** One stretch in which two texts differ: lines `at`, so many of each. */
export interface Change {
  readonly before: { readonly at: number; readonly count: number };
  readonly after: { readonly at: number; readonly count: number };
}

/** Beyond this many pairs of lines the stretch between equal ends counts as one change: a table would take too long. */
const mostPairs = 4_000_000;

/**
 * Where two lists of lines differ, by a longest common subsequence. Indentation does not count: a loop put round a body
 * does not change the body.
 */
export function changedLines(before: readonly string[], after: readonly string[]): Change[] {
  const [old, young] = [before.map(trimmed), after.map(trimmed)];
  let head = 0;
  while (head < old.length && head < young.length && old[head] === young[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < young.length - head && old.at(-1 - tail) === young.at(-1 - tail)) tail++;
  const changes = within(old.slice(head, old.length - tail), young.slice(head, young.length - tail));
  return changes.map((change) => ({ before: moved(change.before, head), after: moved(change.after, head) }));
}

function within(old: readonly string[], young: readonly string[]): Change[] {
  if (old.length === 0 && young.length === 0) return [];
  if (old.length * young.length > mostPairs) return [{ before: { at: 0, count: old.length }, after: { at: 0, count: young.length } }];
  const width = young.length + 1;
  // Length of the longest common subsequence of what follows each pair of places.
  const common = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = young.length - 1; j >= 0; j--) {
      common[i * width + j] = old[i] === young[j]
        ? common[(i + 1) * width + j + 1]! + 1
        : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    const [fromOld, fromYoung] = [i, j];
    while ((i < old.length || j < young.length) && (i === old.length || j === young.length || old[i] !== young[j])) {
      if (j === young.length || (i < old.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) i++;
      else j++;
    }
    if (i > fromOld || j > fromYoung) changes.push({ before: { at: fromOld, count: i - fromOld }, after: { at: fromYoung, count: j - fromYoung } });
    while (i < old.length && j < young.length && old[i] === young[j]) {
      i++;
      j++;
    }
  }
  return changes;
}

function trimmed(line: string): string {
  return line.trim();
}

function moved({ at, count }: Change['before'], by: number): Change['before'] {
  return { at: at + by, count };
}

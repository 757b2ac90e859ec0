import type { EditPage } from './data.ts';

/** Where the surviving edits came from: which were born on top of which, and when. */
export interface BirthNode {
  readonly edit: EditPage;
  /** 0 to 1: when it was born among all that survived, and how its row of the picture is filled. */
  readonly lane: number;
  readonly column: number;
}

export interface BirthGraph {
  readonly nodes: readonly BirthNode[];
  readonly columns: number;
  readonly lanes: number;
  /** From an edit to one that was born on top of it, by position; those that follow from others are left out. */
  readonly births: readonly (readonly [from: number, to: number])[];
  /** From an edit to one that changes what it made. */
  readonly uses: readonly (readonly [from: number, to: number])[];
  /** Those that nothing was born on: the best joined them. */
  readonly ends: readonly number[];
}

/**
 * Columns are moments of birth, the earliest left; edits born together share one. An edit is drawn in the lane of the one
 * it was born on where that is free, so that a line of descent is a line.
 */
export function birthGraph(edits: readonly EditPage[]): BirthGraph {
  const position = new Map(edits.map(({ edit, position: place }) => [edit.id, place]));
  const before = new Map(edits.map((each) => [each.position, olderThan(each, edits, position)]));
  const births = edits.flatMap(({ position: to }) => {
    const older = before.get(to)!;
    const implied = new Set(older.flatMap((each) => before.get(each)!));
    return older.filter((from) => !implied.has(from)).map((from) => [from, to] as const);
  });
  const moments = [...new Set(edits.map(({ born }) => born.individual))].sort((a, b) => a - b);
  const nodes: BirthNode[] = [];
  const taken = new Map<number, number>();
  for (const edit of edits.toSorted((a, b) => a.born.individual - b.born.individual || a.position - b.position)) {
    const column = moments.indexOf(edit.born.individual);
    const parent = births.filter(([, to]) => to === edit.position).map(([from]) => nodes.find((node) => node.edit.position === from)!.lane)[0];
    const isFree = (lane: number) => (taken.get(lane) ?? -1) < column;
    let lane = parent !== undefined && isFree(parent) ? parent : 0;
    while (!isFree(lane)) lane++;
    taken.set(lane, column);
    nodes.push({ edit, lane, column });
  }
  const parents = new Set(births.map(([from]) => from));
  return {
    nodes, births, columns: moments.length, lanes: Math.max(0, ...nodes.map(({ lane }) => lane + 1)),
    uses: edits.flatMap(({ actsOn, position: to }) => (actsOn === null ? [] : [[position.get(actsOn)!, to] as const])),
    ends: edits.map(({ position: place }) => place).filter((place) => !parents.has(place)),
  };
}

/** Positions of those that its first carrier had and that are older than it: of two born together neither is. */
function olderThan({ bornWith, born }: EditPage, edits: readonly EditPage[], position: ReadonlyMap<string, number>): number[] {
  return bornWith.map((id) => position.get(id)!).filter((place) => edits[place]!.born.individual < born.individual);
}

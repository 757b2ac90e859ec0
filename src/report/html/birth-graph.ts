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
 * it was born on where that is the last there, so that a line of descent is a line and a second family another.
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
  const tails: BirthNode[] = [];
  for (const edit of edits.toSorted((a, b) => a.born.individual - b.born.individual || a.position - b.position)) {
    const column = moments.indexOf(edit.born.individual);
    const parents = births.filter(([, to]) => to === edit.position).map(([from]) => from);
    const follows = tails.findIndex((tail) => tail.column < column && parents.includes(tail.edit.position));
    // A lane may be taken over where somebody else's lane goes on from its last edit.
    const done = tails.findIndex((tail) => nodes.some((node) => node.lane !== tail.lane && node.column < column && births.some(([from, to]) => from === tail.edit.position && to === node.edit.position)));
    const lane = follows >= 0 ? follows : done >= 0 ? done : tails.length;
    const node = { edit, lane, column };
    tails[lane] = node;
    nodes.push(node);
  }
  const parents = new Set(births.map(([from]) => from));
  return {
    nodes, births, columns: moments.length, lanes: tails.length,
    uses: edits.flatMap(({ actsOn, position: to }) => (actsOn === null ? [] : [[position.get(actsOn)!, to] as const])),
    ends: edits.map(({ position: place }) => place).filter((place) => !parents.has(place)),
  };
}

/** Positions of those that its first carrier had and that are older than it: of two born together neither is. */
function olderThan({ bornWith, born }: EditPage, edits: readonly EditPage[], position: ReadonlyMap<string, number>): number[] {
  return bornWith.map((id) => position.get(id)!).filter((place) => edits[place]!.born.individual < born.individual);
}

/** The names most like what was typed, most like first: for messages about a name that there is not. */
export function nearest(typed: string, names: Iterable<string>, count = 3): string[] {
  return [...names]
    .map((name) => ({ name, distance: name.includes(typed) ? 0 : distance(typed, name) }))
    .sort((a, b) => a.distance - b.distance).slice(0, count).map(({ name }) => name);
}

/** Edit distance (Levenshtein), insertions at a third of the price: an abbreviation is near to its name. */
function distance(typed: string, name: string): number {
  let row = Array.from({ length: name.length + 1 }, (_, column) => column / 3);
  for (let i = 1; i <= typed.length; i++) {
    const next = [i];
    for (let j = 1; j <= name.length; j++) {
      next.push(Math.min(next[j - 1]! + 1 / 3, row[j]! + 1, row[j - 1]! + (typed[i - 1] === name[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[name.length]!;
}

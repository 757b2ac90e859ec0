/** Connected components of a graph over 0 … count − 1: each one's members in rising order, the components by their first. */
export function components(count: number, links: Iterable<readonly [number, number]>): number[][] {
  const leader = Array.from({ length: count }, (_, at) => at);
  const find = (one: number): number => (leader[one] === one ? one : (leader[one] = find(leader[one]!)));
  for (const [one, other] of links) {
    const [first, second] = [find(one), find(other)].sort((a, b) => a - b);
    leader[second!] = first!;
  }
  const members = new Map<number, number[]>();
  for (let at = 0; at < count; at++) {
    const first = find(at);
    members.set(first, [...(members.get(first) ?? []), at]);
  }
  return [...members.values()];
}

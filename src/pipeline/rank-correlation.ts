/**
 * Kendall's τ-b (Kendall 1945): of the pairs of items, how many more stand in the same order in both lists than in opposite
 * ones, as a share; pairs tied in one list only count against it. Values that differ by less than `tolerance` of the larger
 * are tied. 0 where a list ties everything.
 */
export function kendallTau(one: readonly number[], other: readonly number[], tolerance = 1e-9): number {
  const order = (a: number, b: number) => (Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b)) ? 0 : Math.sign(a - b));
  let [agreeing, untiedInOne, untiedInOther] = [0, 0, 0];
  for (let i = 0; i < one.length; i++) {
    for (let j = 0; j < i; j++) {
      const [first, second] = [order(one[i]!, one[j]!), order(other[i]!, other[j]!)];
      agreeing += first * second;
      untiedInOne += Math.abs(first);
      untiedInOther += Math.abs(second);
    }
  }
  return untiedInOne === 0 || untiedInOther === 0 ? 0 : agreeing / Math.sqrt(untiedInOne * untiedInOther);
}

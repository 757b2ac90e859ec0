/** A kernel by its number for run-time sizes: a leaf, or a question whether one feature is at most `at`. */
export type DecisionTree =
  | Leaf
  | { readonly feature: number; readonly at: number; readonly below: DecisionTree; readonly above: DecisionTree };

export interface Leaf {
  readonly kernel: number;
}

/** A workload that all kernels were measured on. */
export interface Sample {
  /** Values of the features, in one order for all samples; finite. */
  readonly features: readonly number[];
  /** Time of each kernel as a share of the plain kernel's, Infinity where it is dead. Kernel 0 is the plain one: 1. */
  readonly costs: readonly number[];
}

export interface FitOptions {
  /** Questions on the way to a leaf, at most. */
  readonly depth?: number;
  /** What a further leaf must bring, as a natural logarithm of time summed over the samples: less is noise. */
  readonly price?: number;
}

interface Fitted {
  readonly tree: DecisionTree;
  readonly loss: number;
}

/** The kernel used for everything that no leaf answers for. */
export const PLAIN = 0;

/**
 * The best of all trees of that depth: least sum of log times over the samples, among trees that choose for no sample a
 * kernel slower than the plain one; of questions as good, the one whose answers lie furthest apart, since nothing between
 * them was measured. Exhaustive, since the loss of a split is the sum of its sides' losses. Kernels for clusters of workloads
 * with a chooser in front: after FEL (arXiv 2206.03852), whose clusters are of users.
 */
export function fitTree(samples: readonly Sample[], { depth = 3, price = 0 }: FitOptions = {}): DecisionTree {
  return fit(samples, depth, Math.max(price, tie)).tree;
}

/** Sums of the same logarithms in another order. */
const same = 1e-12;

/** Of two trees as good, the smaller one. */
const tie = 1e-9;

function fit(samples: readonly Sample[], depth: number, price: number): Fitted {
  let best = leaf(samples);
  const least = samples.reduce((sum, sample) => sum + Math.log(leastCost(sample)), 0);
  if (depth === 0 || best.loss <= least + price) return best; // no further leaf could pay
  let margin = Infinity;
  const features = samples[0]?.features.length ?? 0;
  for (let feature = 0; feature < features; feature++) {
    const values = [...new Set(samples.map((sample) => sample.features[feature]!))].sort((a, b) => a - b);
    for (const [place, value] of values.slice(0, -1).entries()) {
      const below = fit(samples.filter((sample) => sample.features[feature]! <= value), depth - 1, price);
      const above = fit(samples.filter((sample) => sample.features[feature]! > value), depth - 1, price);
      const loss = below.loss + above.loss + price;
      const apart = value > 0 ? values[place + 1]! / value : Infinity;
      if (loss > best.loss - same && (loss > best.loss + same || apart <= margin)) continue;
      margin = apart;
      best = { loss, tree: { feature, at: between(value, values[place + 1]!), below: below.tree, above: above.tree } };
    }
  }
  return best;
}

/** The kernel that is best for all these samples together, of those slower than the plain one on none of them. */
function leaf(samples: readonly Sample[]): Fitted {
  const kernels = samples[0]?.costs.length ?? 1;
  let best: Fitted = { tree: { kernel: PLAIN }, loss: 0 };
  for (let kernel = 1; kernel < kernels; kernel++) {
    const costs = samples.map((sample) => sample.costs[kernel]!);
    const loss = costs.reduce((sum, cost) => sum + Math.log(cost), 0);
    if (costs.every((cost) => cost <= 1) && loss < best.loss) best = { tree: { kernel }, loss };
  }
  return best;
}

export function leastCost({ costs }: Sample): number {
  return Math.min(...costs);
}

/** The roundest number from `low` on that is below `high`: of as few digits as tell the two apart, near their geometric mean. */
function between(low: number, high: number): number {
  const middle = low > 0 ? Math.sqrt(low * high) : (low + high) / 2;
  for (let digits = 1; digits <= 17; digits++) {
    const rounded = Number(middle.toPrecision(digits));
    if (rounded >= low && rounded < high) return rounded;
  }
  return low;
}

/** The kernel's number for these sizes; the plain one where a feature that is asked for is none (a mean over no bags). */
export function decide(tree: DecisionTree, features: readonly number[]): number {
  return asked(tree).every((feature) => Number.isFinite(features[feature])) ? leafOf(tree, features).kernel : PLAIN;
}

function asked(tree: DecisionTree): number[] {
  return 'kernel' in tree ? [] : [tree.feature, ...asked(tree.below), ...asked(tree.above)];
}

/** The leaf that answers for these sizes. */
export function leafOf(tree: DecisionTree, features: readonly number[]): Leaf {
  let at = tree;
  while ('feature' in at) at = features[at.feature]! <= at.at ? at.below : at.above;
  return at;
}

/** The tree with the plain kernel at every leaf that `failed`; a question whose answers are one is dropped. */
export function withdrawn(tree: DecisionTree, failed: (leaf: Leaf) => boolean): DecisionTree {
  if ('kernel' in tree) return failed(tree) ? { kernel: PLAIN } : tree;
  const [below, above] = [withdrawn(tree.below, failed), withdrawn(tree.above, failed)];
  if ('kernel' in below && 'kernel' in above && below.kernel === above.kernel) return below;
  return { ...tree, below, above };
}

/** Every kernel that some leaf answers with. */
export function kernelsIn(tree: DecisionTree): Set<number> {
  return 'kernel' in tree ? new Set([tree.kernel]) : new Set([...kernelsIn(tree.below), ...kernelsIn(tree.above)]);
}

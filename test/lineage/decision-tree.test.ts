import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, fitTree, leafOf, leastCost, withdrawn, type DecisionTree, type Sample } from '../../src/lineage/decision-tree.ts';

const depthOf = (tree: DecisionTree): number => ('kernel' in tree ? 0 : 1 + Math.max(depthOf(tree.below), depthOf(tree.above)));
const leaves = (tree: DecisionTree): number => ('kernel' in tree ? 1 : leaves(tree.below) + leaves(tree.above));
const costOf = (tree: DecisionTree, sample: Sample) => sample.costs[decide(tree, sample.features)]!;
const loss = (tree: DecisionTree, samples: readonly Sample[]) => samples.reduce((sum, sample) => sum + Math.log(costOf(tree, sample)), 0);

const cost = fc.oneof({ weight: 5, arbitrary: fc.double({ min: 0.2, max: 2, noNaN: true }) }, { weight: 1, arbitrary: fc.constant(Infinity) });
const samplesOf = (features: number, kernels: number, maxLength: number) => fc.array(fc.record({
  features: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: features, maxLength: features }),
  costs: fc.array(cost, { minLength: kernels, maxLength: kernels }).map((others) => [1, ...others]),
}), { minLength: 1, maxLength });

/** Every tree of that depth whose questions tell some samples apart, one after another; another way to the least loss. */
function* everyTree(samples: readonly Sample[], depth: number): Generator<DecisionTree> {
  for (let kernel = 0; kernel < samples[0]!.costs.length; kernel++) yield { kernel };
  if (depth === 0) return;
  for (let feature = 0; feature < samples[0]!.features.length; feature++) {
    for (const at of new Set(samples.map((sample) => sample.features[feature]!))) {
      for (const below of everyTree(samples, depth - 1)) for (const above of everyTree(samples, depth - 1)) yield { feature, at, below, above };
    }
  }
}

describe('the tree that picks a kernel', () => {
  it('asks what tells the samples apart, as few questions as need be', () => {
    const samples: Sample[] = [
      { features: [100, 4], costs: [1, 0.5, 0.9] }, { features: [5000, 4], costs: [1, 0.6, 0.8] },
      { features: [100, 90], costs: [1, 1.2, 0.7] }, { features: [5000, 90], costs: [1, 0.9, 0.6] },
    ];
    expect(fitTree(samples)).toEqual({ feature: 1, at: 20, below: { kernel: 1 }, above: { kernel: 2 } });
  });

  it('asks, of questions as good, the one whose answers lie furthest apart', () => {
    const samples: Sample[] = [{ features: [1920, 16, 120], costs: [1, 0.5, 0.6] }, { features: [2048, 1024, 2], costs: [1, 1.02, 0.45] }];
    expect(fitTree(samples)).toEqual({ feature: 1, at: 100, below: { kernel: 1 }, above: { kernel: 2 } });
  });

  it('takes the plain kernel where every other is slower for one sample of the leaf', () => {
    expect(fitTree([{ features: [1], costs: [1, 0.1] }, { features: [1], costs: [1, 1.01] }])).toEqual({ kernel: 0 });
    expect(fitTree([{ features: [1], costs: [1, Infinity] }])).toEqual({ kernel: 0 });
  });

  it('does not ask for what is less than the price of a leaf', () => {
    const samples = [{ features: [1], costs: [1, 0.5, 0.502] }, { features: [2], costs: [1, 0.502, 0.5] }];
    expect(leaves(fitTree(samples))).toBe(2);
    expect(leaves(fitTree(samples, { price: 0.01 }))).toBe(1);
  });

  it('is never slower than the plain kernel on a sample, and no deeper than allowed', () => {
    fc.assert(fc.property(samplesOf(2, 3, 9), fc.integer({ min: 0, max: 3 }), fc.double({ min: 0, max: 0.1, noNaN: true }), (samples, depth, price) => {
      const tree = fitTree(samples, { depth, price });
      expect(depthOf(tree)).toBeLessThanOrEqual(depth);
      for (const sample of samples) expect(costOf(tree, sample)).toBeLessThanOrEqual(1);
    }));
  });

  it('is as good as the best of all trees, tried one by one', () => {
    fc.assert(fc.property(samplesOf(2, 2, 4), (samples) => {
      let least = Infinity;
      for (const tree of everyTree(samples, 2)) {
        if (samples.every((sample) => costOf(tree, sample) <= 1)) least = Math.min(least, loss(tree, samples));
      }
      expect(loss(fitTree(samples, { depth: 2 }), samples)).toBeCloseTo(least, 6);
    }), { numRuns: 40 });
  });

  it('has no regret where every sample can have a leaf of its own', () => {
    const apart = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(apart, samplesOf(1, 3, 4), (values, samples) => {
      const own = samples.slice(0, values.length).map((sample, at) => ({ ...sample, features: [values[at]!] }));
      const tree = fitTree(own); // three questions tell four values apart
      for (const sample of own) expect(costOf(tree, sample)).toBeCloseTo(leastCost(sample), 6);
    }));
  });

  it('asks at a number from the lower of two neighbours to below the higher', () => {
    const value = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(fc.property(value, value, (one, other) => {
      fc.pre(one !== other);
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const tree = fitTree([{ features: [low], costs: [1, 0.5, 1] }, { features: [high], costs: [1, 1, 0.5] }]);
      expect([decide(tree, [low]), decide(tree, [high])]).toEqual([1, 2]);
    }));
  });

  it('answers with the plain kernel where a feature that it asks for is no number', () => {
    const tree: DecisionTree = { feature: 1, at: 3, below: { kernel: 1 }, above: { kernel: 2 } };
    expect([[0, 3], [0, 4], [0, Number.NaN], [0, Infinity], [Number.NaN, 1]].map((features) => decide(tree, features))).toEqual([1, 2, 0, 0, 1]);
  });

  it('loses its question when the leaves that are withdrawn make both answers one', () => {
    const tree: DecisionTree = { feature: 0, at: 3, below: { kernel: 1 }, above: { feature: 1, at: 2, below: { kernel: 0 }, above: { kernel: 2 } } };
    const failed = leafOf(tree, [4, 3]);
    expect(withdrawn(tree, (leaf) => leaf === failed)).toEqual({ feature: 0, at: 3, below: { kernel: 1 }, above: { kernel: 0 } });
    expect(withdrawn(tree, () => true)).toEqual({ kernel: 0 });
  });
});

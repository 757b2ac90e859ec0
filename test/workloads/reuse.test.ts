import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream } from '../../src/util/random.ts';
import { findWorkload } from '../../src/workloads/catalogue.ts';
import { profileIndices } from '../../src/workloads/profile.ts';
import { drawReuse } from '../../src/workloads/reuse.ts';

test('a long draw has the published histogram, bin by bin', () => {
  const { indices } = findWorkload('meta-2021').spec;
  if (indices?.distribution !== 'reuse') throw new Error('meta-2021 is a reuse workload');
  const profile = profileIndices(drawReuse(indices.shareOfAccesses, 2_000_000, 1_000_000, randomStream(1)));
  profile.reuse.forEach(({ shareOfAccesses }, bin) => expect(shareOfAccesses).toBeCloseTo(indices.shareOfAccesses[bin]! / 1.001, 3));
});

test('every number of lookups is met, and no row outgrows its bin', () => {
  const shares = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
  fc.assert(fc.property(shares, fc.nat(3000), (raw, lookups) => {
    const total = raw.reduce((sum, share) => sum + share, 0);
    const profile = profileIndices(drawReuse(raw.map((share) => share / total), lookups, 3000, randomStream(2)));
    expect(profile.lookups).toBe(lookups);
    expect(profile.reuse.slice(raw.length).every(({ shareOfAccesses }) => shareOfAccesses === 0)).toBe(true);
  }), { numRuns: 60 });
});

test('a table too small for the histogram is refused', () => {
  expect(() => drawReuse([1], 100, 99, randomStream(1))).toThrow('a reuse histogram over 100 lookups needs 100 rows, the table has 99: give more rows or fewer lookups');
});

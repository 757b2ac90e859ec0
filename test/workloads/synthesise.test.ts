import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findWorkload } from '../../src/workloads/catalogue.ts';
import { totalVariation } from '../../src/workloads/histograms.ts';
import { profileWorkload } from '../../src/workloads/profile.ts';
import type { IndexDistribution } from '../../src/model/index.ts';
import { synthesise } from '../../src/workloads/synthesise.ts';

const root = mkdtempSync(join(tmpdir(), 'evoke-synthesise-'));
afterAll(() => rmSync(root, { recursive: true }));

test.each(['meta-2021', 'meta-2022'])('a trace from %s has its histogram, to a thousandth', (name) => {
  const { spec, specPath, distance } = synthesise(findWorkload(name).spec, { lookups: 2_000_000, rows: 1_000_000, directory: join(root, name) });
  expect(distance).toBeLessThan(1e-3);
  const read = findWorkload(specPath);
  expect(read.spec).toEqual(spec);
  const wanted = findWorkload(name).spec.indices as Extract<IndexDistribution, { distribution: 'reuse' }>;
  const sum = wanted.shareOfAccesses.reduce((total, share) => total + share, 0);
  const own = profileWorkload(read.spec, { directory: read.directory });
  expect(own.lookups).toBe(2_000_000);
  expect(totalVariation(own.reuse.map(({ shareOfAccesses }) => shareOfAccesses), wanted.shareOfAccesses.map((share) => share / sum))).toBe(distance);
});

test('one with temporal locality has its stack distances; one by Zipf has no histogram to be far from', () => {
  const { spec } = findWorkload('meta-2021-small');
  const local = { ...spec, indices: { distribution: 'stack', shareOfAccesses: [0.2, 0.1, 0.1, 0.2, 0.3, 0.08] } } as const;
  expect(synthesise(local, { lookups: 300_000, directory: root, name: 'local', rows: 100_000 }).distance).toBeLessThan(5e-3);
  expect(synthesise(findWorkload('dlrm-terabyte-c20-small').spec, { lookups: 1000, directory: root })).not.toHaveProperty('distance');
});

test('what cannot be is refused, and nothing is left behind', () => {
  const { spec } = findWorkload('meta-2021-small');
  const directory = join(root, 'none');
  expect(() => synthesise(spec, { lookups: 1_000_000, directory })).toThrow(/^a reuse histogram over 1000000 lookups needs \d+ rows, the table has 20000/);
  expect(() => synthesise(spec, { lookups: 10, directory, name: '../x' })).toThrow('--name: got ../x; allowed: letters, digits, - _ and .');
  expect(() => synthesise(findWorkload('dot-9x64').spec, { lookups: 10, directory })).toThrow(/^workload dot-9x64 has no distribution/);
  expect(existsSync(directory)).toBe(false);
});

test('total variation: nothing, all, and what is not said', () => {
  expect(totalVariation([0.5, 0.5], [0.5, 0.5])).toBe(0);
  expect(totalVariation([1, 0], [0, 1])).toBe(1);
  expect(totalVariation([0.5], [1])).toBe(0.5);
});

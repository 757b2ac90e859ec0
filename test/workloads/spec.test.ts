import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseSpec, readSpec } from '../../src/workloads/spec.ts';

const good = {
  name: 'mine', operations: ['pool-sum'], sizes: { rows: 100, dim: 8, bags: 4 },
  bagLengths: { distribution: 'fixed', length: 3 }, indices: { distribution: 'uniform' }, dtype: 'f32', seed: 1,
};
const directory = mkdtempSync(join(tmpdir(), 'evoke-spec-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('a good specification comes back as it is', () => {
  expect(parseSpec(good, 'w.json')).toEqual(good);
});

test.each([
  [{ ...good, sizes: { ...good.sizes, rows: -3 } }, 'w.json: sizes.rows: got -3; allowed: a whole number from 0 to 2147483648'],
  [{ ...good, sizes: { ...good.sizes, dim: 'wide' } }, 'w.json: sizes.dim: got "wide"; allowed: a whole number from 0 to 2147483648'],
  [{ ...good, sizes: [1] }, 'w.json: sizes: got [1]; allowed: an object of sizes, such as { "rows": 1000, "dim": 64 }'],
  [{ ...good, dtype: 'f16' }, 'w.json: dtype: got "f16"; allowed: "f32"'],
  [{ ...good, seed: undefined }, 'w.json: seed: got nothing; allowed: a whole number from 0 to 9007199254740991'],
  [{ ...good, name: 'a b' }, 'w.json: name: got "a b"; allowed: letters, digits, - _ and .'],
  [{ ...good, operations: ['sum'] }, 'w.json: operations.0: got "sum"; allowed: gather, pool-sum, pool-mean, pool-max, pool-weighted-sum, pool-weighted-mean'],
  [{ ...good, indices: { distribution: 'normal' } }, 'w.json: indices.distribution: got "normal"; allowed: uniform, zipf {alpha, shift}, reuse {shareOfAccesses}, stack {shareOfAccesses} or trace {file}'],
  [{ ...good, indices: { distribution: 'zipf' } }, 'w.json: indices.alpha: got nothing; allowed: a number from 0 to 50'],
  [{ ...good, indices: { distribution: 'uniform', alpha: 1 } }, 'w.json: indices.alpha: got 1; allowed fields: distribution'],
  [{ ...good, indices: { distribution: 'reuse', shareOfAccesses: [0.5, 0.4] } }, 'w.json: indices.shareOfAccesses: got a sum of 0.9; allowed: shares that add up to 1 (± 0.02 for rounding)'],
  [{ ...good, bagLengths: { distribution: 'uniform', low: 5, high: 2 } }, 'w.json: bagLengths: got low 5 above high 2; allowed: low ≤ high'],
  [{ ...good, sizes: { ...good.sizes, lookups: 12 } }, 'w.json: sizes.lookups: got 12, but it follows from the bags; leave out lookups or bagLengths'],
  [{ ...good, distinctInBag: true, indices: { distribution: 'trace', file: 't.npy' } }, 'w.json: distinctInBag: got true with trace indices; allowed: with uniform or zipf'],
  [{ ...good, operations: ['interact-dot'] }, 'w.json: operations: interact-dot needs sizes.batch; give it or leave the operation out'],
  [{ ...good, hotness: 3 }, /^w\.json: hotness: got 3; allowed fields: name, description, operations, /],
  [[], /^w\.json: the whole: got \[\]; allowed: an object with name, /],
  [null, /^w\.json: the whole: got null; /],
])('%j', (json, message) => {
  expect(() => parseSpec(json, 'w.json')).toThrow(message);
});

test('a file that is not there, not a file, not JSON', () => {
  const path = join(directory, 'broken.json');
  writeFileSync(path, '{ "name": ');
  expect(() => readSpec(path)).toThrow(/broken\.json: not JSON: .*; a workload is a JSON file as corpus\/README\.md describes$/);
  expect(() => readSpec(join(directory, 'none.json'))).toThrow(/^cannot read .*none\.json: no such file or directory$/);
  expect(() => readSpec(directory)).toThrow(/^cannot read .*: it is a directory$/);
});

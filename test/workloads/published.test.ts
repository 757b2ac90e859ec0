import { expect, test } from 'vitest';
import { findWorkload, listWorkloads } from '../../src/workloads/catalogue.ts';
import { everyPoint, everyTable } from '../../src/workloads/published.ts';
import { parseSpec } from '../../src/workloads/spec.ts';

test('every table of every model is a workload of its own', () => {
  const models = listWorkloads().filter(({ spec }) => spec.tables !== undefined);
  const counted = Object.fromEntries(models.map(({ spec }) => [spec.name, everyTable(spec).length]));
  expect(counted).toEqual({
    'avazu-c10': 13, 'deeprecsys-rm1': 8, 'deeprecsys-rm2': 32, 'deeprecsys-rm3': 10, 'dlrm-kaggle-c3': 26, 'dlrm-terabyte-c20': 26,
    'fbgemm-device': 32, micro24: 12, 'mlperf-dcnv2-c21': 26, 'mlperf-dlrm-v1-c20': 26,
  });
  for (const { spec } of models) {
    const seeds = everyTable(spec).map((table, at) => {
      const own = findWorkload(`${spec.name}#${at + 1}`).spec;
      expect(own.sizes.rows).toBe(table.rows);
      expect(own.bagLengths).toEqual({ distribution: 'fixed', length: table.hotness ?? 1 });
      return parseSpec(own, own.name).seed;
    });
    expect(new Set(seeds).size).toBe(seeds.length);
  }
});

test('the multi-hot sizes of DLRM-DCNv2 add up to its 214 lookups a sample', () => {
  const tables = everyTable(findWorkload('mlperf-dcnv2-c21').spec);
  expect(tables.map(({ hotness = 1 }) => hotness)).toEqual([3, 2, 1, 2, 6, 1, 1, 1, 1, 7, 3, 8, 1, 6, 9, 5, 1, 1, 1, 12, 100, 27, 10, 3, 1, 1]);
  expect(findWorkload('mlperf-dcnv2-c21#21').spec).toMatchObject({ name: 'mlperf-dcnv2-c21.21', sizes: { rows: 40_000_000, dim: 128, bags: 65_536 } });
});

test('cuEmbed\'s sweep has 108 points, each a workload', () => {
  const name = 'cuembed-sweep-zipf105-128x16';
  const points = everyPoint(findWorkload(name).spec);
  expect(points).toHaveLength(108);
  const specs = points.map((point) => findWorkload(`${name}#${point}`).spec);
  expect(new Set(specs.map((spec) => JSON.stringify([spec.sizes, spec.bagLengths, spec.indices]))).size).toBe(108);
  expect(new Set(specs.map(({ seed }) => seed)).size).toBe(108);
  specs.forEach((spec) => expect(parseSpec(spec, 'point').distinctInBag).toBe(true));
  expect(findWorkload(`${name}#alpha=0,dim=32`).spec).toMatchObject({ indices: { distribution: 'uniform' }, sizes: { rows: 1_000_000, dim: 32, bags: 32_768 } });
});

test('a table or point that there is not', () => {
  expect(() => findWorkload('avazu-c10#14')).toThrow("no table '14' of avazu-c10; allowed: 1 to 13");
  expect(() => findWorkload('avazu-c4#1')).toThrow("no table '1' of avazu-c4; allowed: none, since it lists no tables");
  expect(() => findWorkload('avazu-c10#alpha=1')).toThrow(/^avazu-c10 is no point of a sweep/);
  expect(() => findWorkload('cuembed-sweep-zipf105-128x16#alpha=2')).toThrow('got alpha 2; allowed: 0, 1.05, 1.15');
  expect(() => findWorkload('cuembed-sweep-zipf105-128x16#width=2')).toThrow('got width; allowed: alpha, rows, dim, batch, hotness');
  expect(() => findWorkload('none#1')).toThrow(/^no workload 'none'/);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { defaultWorkload, findWorkload, listWorkloads } from '../../src/workloads/catalogue.ts';
import { generateArguments } from '../../src/workloads/generate.ts';
import { OPERATIONS } from '../../src/workloads/operations.ts';
import { validateArguments } from '../../src/workloads/validate.ts';
import { signatureFor } from '../verify/support/signatures.ts';

const directory = mkdtempSync(join(tmpdir(), 'evoke-catalogue-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('every shipped workload is named like its file, has its own seed per family, and small ones have their model', () => {
  const all = listWorkloads();
  const names = new Set(all.map(({ spec }) => spec.name));
  expect(names.size).toBe(all.length);
  for (const { spec, path } of all) {
    expect(`${spec.name}.json`).toBe(basename(path));
    expect(spec.source).toBeDefined();
    expect(spec.name.endsWith('-small')).toBe(spec.scaledFrom !== undefined);
    if (spec.scaledFrom === undefined) continue;
    const full = findWorkload(spec.scaledFrom).spec;
    expect({ lengths: spec.bagLengths, indices: spec.indices, dim: spec.sizes.dim, fields: spec.sizes.fields })
      .toEqual({ lengths: full.bagLengths, indices: full.indices, dim: full.sizes.dim, fields: full.sizes.fields });
  }
});

test.each(OPERATIONS)('%s has a default workload that fits it and is modest', (operation) => {
  const { spec, directory: at } = defaultWorkload(operation);
  expect(spec.operations).toContain(operation);
  const signature = signatureFor(operation);
  const { sizes, arguments: inputs } = generateArguments(signature, spec, { draw: 'train-0', directory: at });
  validateArguments(signature, inputs, sizes);
  const steps = sizes.fields === undefined ? (sizes.lookups ?? sizes.bags! * sizes.tables!) * (sizes.dim ?? sizes.total!) : sizes.batch! * sizes.fields * (sizes.fields + 1) * sizes.dim! / 2;
  expect(steps).toBeLessThan(6e6);
});

test('by name, by path, by a name beside', () => {
  expect(findWorkload('deeprecsys-rm1').spec.sizes).toEqual({ rows: 4_000_000, dim: 32, bags: 256 });
  const mine = { ...findWorkload('deeprecsys-rm1-small').spec, name: 'mine' };
  writeFileSync(join(directory, 'mine.json'), JSON.stringify(mine));
  expect(findWorkload('mine.json', { directory })).toEqual({ spec: mine, path: join(directory, 'mine.json'), directory });
  expect(findWorkload('mine', { directory }).spec.name).toBe('mine');
});

test('an unknown name is told its nearest', () => {
  expect(() => findWorkload('rm1')).toThrow(/^no workload 'rm1'; nearest: deeprecsys-rm1/);
  expect(() => findWorkload('meta2021-small')).toThrow(/nearest: meta-2021-small/);
  expect(() => findWorkload('none.json', { directory })).toThrow(/^cannot read .*none\.json: no such file/);
  expect(() => defaultWorkload('toString')).toThrow(/^operation 'toString' has no default workload; name one with --workload/);
});

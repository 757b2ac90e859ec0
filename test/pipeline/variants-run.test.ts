import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseKernel } from '../../src/dialect/index.ts';
import { decide, type VariantsReport } from '../../src/lineage/index.ts';
import type { Measurement, RunResult, WorkloadSpec } from '../../src/model/index.ts';
import type { openService } from '../../src/pipeline/evaluation-service.ts';
import { openService as openReal } from '../../src/pipeline/evaluation-service.ts';
import { variantsOf, type Variants, type VariantsOptions } from '../../src/pipeline/variants-run.ts';
import { writeVariants } from '../../src/pipeline/variants-out.ts';
import { openStore } from '../../src/store/index.ts';
import { generateArguments } from '../../src/workloads/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { proposeEdit } from '../../src/edits/vary.ts';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import { crown } from './fixtures/sixty.ts';
import { evolve } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';

const folder = folderFor('variants');
const db = folder.path('run.db');
const spec = (name: string, bags: number, length: number, more: Partial<WorkloadSpec['sizes']> = {}): WorkloadSpec => ({ ...smallPooling, name, sizes: { rows: 40, dim: 4, bags, ...more }, bagLengths: { distribution: 'fixed', length } });
const specs = [spec('short-bags', 60, 1), spec('long-bags', 6, 40), spec('few-bags', 2, 12)];
const runs: RunResult[] = [];
let found: Variants;

const within = async (names: readonly string[], options: VariantsOptions = {}): Promise<Variants> => {
  const store = openStore(db, { readonly: true });
  try {
    return await variantsOf(store, names, options);
  } finally {
    store.close();
  }
};

const run = (workload: WorkloadSpec, more: { kernel?: string; seed?: number; evaluations?: number } = {}) =>
  evolve(db, { kernel: 'pool-sum', evaluations: 100, seed: 2, workload: folder.write(`${workload.name}.json`, JSON.stringify(workload)), ...more });

beforeAll(async () => {
  for (const workload of specs) runs.push(await run(workload));
  found = await within(runs.map(({ runId }) => runId));
});

const meansOf = ({ places }: VariantsReport, kernel: number) => places.map(({ gains }) => (gains[kernel]!.kind === 'gain' ? gains[kernel]!.gain.estimate : 0));

describe('variants of a kernel', () => {
  it('are measured on the workloads of all runs; what the tree picks is on none of them below the plain kernel', () => {
    const { report } = found;
    expect(report.kernels.map(({ name }) => name)).toEqual(['plain', ...runs.map(({ runId }) => runId)]);
    expect(report).toMatchObject({ kernel: 'poolSum', device: 'model', estimate: true, fixed: { dim: 4 }, features: ['lookups', 'bags', 'lookups / bags'], withdrawn: [] });
    expect(report.places.map(({ workload }) => workload).sort()).toEqual(specs.map(({ name }) => name).sort());
    for (const place of report.places) {
      expect(place.picked).toBe(decide(report.tree, place.features));
      expect(place.gain.estimate).toBeGreaterThanOrEqual(1);
      const gains = place.gains.map((each) => (each.kind === 'gain' ? each.gain.estimate : 0));
      expect(place.gains[0]).toMatchObject({ kind: 'gain', gain: { estimate: 1 } });
      expect(gains[place.best]).toBe(Math.max(...gains));
      expect(place.regret).toBeCloseTo(gains[place.best]! / gains[place.picked]! - 1, 12);
    }
    expect(report.places.map(({ regret }) => regret)).toEqual(report.places.map(({ regret }) => regret).toSorted((a, b) => b - a));
    const singles = report.kernels.map((_, kernel) => meansOf(report, kernel)).filter((gains) => gains.every((gain) => gain >= 1));
    for (const gains of singles) expect(report.mean).toBeGreaterThanOrEqual(Math.exp(gains.reduce((sum, gain) => sum + Math.log(gain), 0) / gains.length) - 1e-9);
    // On an exact device every run is the best of all on its own workload, or another is better still; three questions tell three workloads apart.
    expect(report.places.map(({ regret }) => regret)).toEqual([0, 0, 0]);
  });

  it('go back to the plain kernel where what was picked turns out slower when measured once more', async () => {
    const open: typeof openService = async (settings, options) => {
      const service = await openReal({ ...settings, device: 'model' }, options);
      return {
        ...service,
        async evaluate(work) {
          const reply = await service.evaluate(work);
          if (reply.outcome.kind !== 'measured' || !work.key.endsWith('once more') || settings.workload.spec.name !== 'long-bags') return reply;
          const measurement: Measurement = { ...reply.outcome.measurement, speedup: { estimate: 0.9, low: 0.85, high: 0.95 }, verdict: 'SLOW' };
          return { ...reply, outcome: { ...reply.outcome, measurement } };
        },
      };
    };
    const { report } = await within(runs.map(({ runId }) => runId), { open, lookAgain: true });
    expect(report.withdrawn).toContain('long-bags');
    const place = report.places.find(({ workload }) => workload === 'long-bags')!;
    expect(place).toMatchObject({ picked: 0, gain: { estimate: 1, low: 1, high: 1 } });
    for (const { gain } of report.places) expect(gain.estimate).toBeGreaterThanOrEqual(1);
  });

  it('are written as packages with a module that picks by the arguments, and computes what each of them does', async () => {
    const written = await writeVariants(found, folder.path('out'));
    expect(written).toMatchObject({ noDispatcher: null, folder: folder.path('out') });
    for (const { ok, output } of written.selfChecks) expect({ ok, output }).toMatchObject({ ok: true });
    for (const file of written.files) expect(existsSync(join(written.folder, file)), file).toBe(true);
    const description = JSON.parse(readFileSync(folder.path('out/variants.json'), 'utf8')) as { kernels: { name: string; file: string | null }[]; measured: object[] };
    for (const { file } of description.kernels) if (file) expect(() => parseKernel(readFileSync(join(written.folder, file), 'utf8'), file)).not.toThrow();
    expect(description.measured).toContainEqual({ feature: 'lookups / bags', from: 1, to: 40 });

    const module = await import(pathToFileURL(join(written.folder, 'index.js')).href) as {
      pick(size: object): string; createPoolSum(gpujs: unknown, options: object): ((...values: unknown[]) => Promise<Float32Array>) & { destroy(): Promise<void>; mode: string };
    };
    const poolSum = module.createPoolSum(createRequire(import.meta.url)('gpu.js'), { mode: 'cpu' });
    expect(poolSum.mode).toBe('cpu');
    for (const workload of specs) {
      const { sizes, arguments: inputs } = generateArguments(found.source.kernel.signature, workload, { draw: 'train' });
      const { picked } = found.report.places.find((place) => place.workload === workload.name)!;
      expect(module.pick(sizes)).toBe(found.report.kernels[picked]!.name);
      const [table, indices, offsets] = ['table', 'indices', 'offsets'].map((name) => Array.from(inputs[name]!.values, Number)) as [number[], number[], number[]];
      const sums = await poolSum(...['table', 'indices', 'offsets'].map((name) => inputs[name]!.values));
      const expected = Array.from(sums, (_, at) => {
        const [bag, column] = [Math.floor(at / 4), at % 4];
        return indices.slice(offsets[bag], offsets[bag + 1]).reduce((sum, row) => sum + table[row * 4 + column]!, 0);
      });
      sums.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 4));
    }
    expect(module.pick({ rows: 3 })).toBe('plain');
    await expect(poolSum('table')).rejects.toThrow(TypeError);
    await poolSum.destroy();
    const { arguments: late } = generateArguments(found.source.kernel.signature, specs[1]!, { draw: 'train' });
    await expect(poolSum(...['table', 'indices', 'offsets'].map((name) => late[name]!.values))).rejects.toThrow('poolSum was called after destroy()');
    expect(readdirSync(folder.path('out')).sort()).toEqual([...new Set(written.files.map((file) => file.split('/')[0]!))].sort());
  });
});

describe('of a grid kernel', () => {
  it('are written as files and a tree, with the reason why no module picks', async () => {
    const { kernel } = loadKernel('pool-sum');
    const [plain, grid] = [await run(specs[0]!, { evaluations: 1 }), await run(specs[1]!, { evaluations: 1, seed: 3 })];
    crown(db, plain.runId, [proposeEdit(kernel, [], 'unroll-loop', randomStream(1), { dim: 4 })!]);
    crown(db, grid.runId, [proposeEdit(kernel, [], 'map-to-grid', randomStream(1), { dim: 4 })!]);
    const variants = await within([plain.runId, grid.runId]);
    const picked = { ...variants, report: { ...variants.report, tree: { kernel: variants.report.kernels.findIndex(({ name }) => name === grid.runId) } } };
    const { noDispatcher, files, selfChecks } = await writeVariants(picked, folder.path('grid'));
    expect(noDispatcher).toMatch(/^poolSum cannot be exported as gpujs: gpujs has no grid: edit map-to-grid at n0 \(\w+\) needs grid; choose wgsl, cuda or torch$/);
    expect([...files].sort()).toEqual(['evoke.json', 'plain/kernel.js', `${grid.runId}/kernel.js`, 'variants.json'].sort());
    expect(selfChecks).toEqual([]);
  });
});

describe('are refused in one line', () => {
  it('for one run, a run named twice, another kernel, another static size', async () => {
    const [one, other] = runs as [RunResult, RunResult, RunResult];
    await expect(within([one.runId])).rejects.toThrow(`one run (${one.runId}) leaves nothing to pick from; name two or more, of one kernel on several workloads`);
    await expect(within([one.runId, other.runId, one.runId])).rejects.toThrow(`run ${one.runId} is named twice`);
    const crowned = async (...wanted: Parameters<typeof run>) => {
      const made = await run(wanted[0], { evaluations: 1, ...wanted[1] });
      const { kernel } = loadKernel(wanted[1]?.kernel ?? 'pool-sum');
      crown(db, made.runId, [proposeEdit(kernel, [], 'unroll-loop', randomStream(1), { dim: 4 })!]);
      return made;
    };
    const max = await crowned(specs[0]!, { kernel: 'pool-max' });
    await expect(within([one.runId, max.runId])).rejects.toThrow(new RegExp(`^run ${max.runId} evolved poolMax \\(hash \\w+\\), run ${one.runId} poolSum \\(hash \\w+\\); name runs of one kernel$`));
    const wide = await crowned(spec('wide', 6, 8, { dim: 8 }));
    await expect(within([one.runId, wide.runId])).rejects.toThrow(/^workload short-bags has dim = 4, workload wide has dim = 8: static sizes are compiled in/);
    await expect(within([one.runId, 'r-zzz'])).rejects.toThrow('there is no run "r-zzz"');
  });
});

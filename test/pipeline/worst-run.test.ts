import { copyFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Genome, Interval, RunResult, WorkloadSpec } from '../../src/model/index.ts';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import { minimiseRun } from '../../src/pipeline/minimise-run.ts';
import { comparedBy, openPlace } from '../../src/pipeline/place.ts';
import { describeDevice } from '../../src/pipeline/open-device.ts';
import { type RunOptions } from '../../src/pipeline/run.ts';
import { compareAll } from '../../src/pipeline/compare-runs.ts';
import { interactionsRun } from '../../src/pipeline/interactions-run.ts';
import { collectPage } from '../../src/pipeline/report-run.ts';
import { scalingRun } from '../../src/pipeline/scaling-run.ts';
import { transferRun } from '../../src/pipeline/transfer-run.ts';
import { answerOf } from '../../src/report/html/answer.ts';
import { renderPage } from '../../src/report/html/index.ts';
import { renderResult } from '../../src/report/run-result.ts';
import { openStore } from '../../src/store/index.ts';
import { apartFromId, evolve, goOn } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';

const folder = folderFor('worst');
const specs: WorkloadSpec[] = [
  { ...smallPooling, name: 'short-bags', sizes: { rows: 40, dim: 4, bags: 60 }, bagLengths: { distribution: 'fixed', length: 1 } },
  { ...smallPooling, name: 'long-bags', sizes: { rows: 40, dim: 4, bags: 6 }, bagLengths: { distribution: 'fixed', length: 40 } },
  { ...smallPooling, name: 'wide', sizes: { rows: 40, dim: 8, bags: 6 } },
];
const [short, long, wide] = specs.map((spec) => folder.write(`${spec.name}.json`, JSON.stringify(spec))) as [string, string, string];
const db = folder.path('run.db');
const options: Partial<RunOptions> & { kernel: string } = { kernel: 'pool-sum', workload: short, others: [long], objective: 'worst', evaluations: 80, seed: 2 };
let result: RunResult;

/** A genome beside another on one of the workloads alone. */
async function ratioOn(spec: WorkloadSpec, genome: Genome, against: Genome = []): Promise<{ readonly speedup: Interval }> {
  const place = await openPlace({ source: loadKernel('pool-sum'), workload: { spec, directory: folder.path('.') }, device: await describeDevice('model'), seed: 1, workers: 0, memoryCapMiB: 2048 });
  try {
    return comparedBy(await place.compare(genome, { against, kind: 'figure' })) as { speedup: Interval };
  } finally {
    await place.close();
  }
}

beforeAll(async () => { result = await evolve(db, options); });

describe('a run on the worst of two workloads', () => {
  it('ends in a kernel that is faster on both; its figure is that of the worse, as measured on each alone', async () => {
    expect(result).toMatchObject({ status: 'finished', workload: 'worst of short-bags, long-bags', verdict: 'FAST', timesPhysicalFloor: null });
    const groups = result.groups!;
    expect(groups.map(({ workload }) => workload).sort()).toEqual(['long-bags', 'short-bags']);
    expect(groups.map(({ verdict }) => verdict)).toEqual(['FAST', 'FAST']);
    expect(groups[0]!.speedup.estimate).toBeLessThanOrEqual(groups[1]!.speedup.estimate);
    expect(result.speedup).toEqual(groups[0]!.speedup);
    const store = openStore(db, { readonly: true });
    const { genome } = store.reports.individual(result.runId, result.best.individual!);
    store.close();
    for (const spec of specs.slice(0, 2)) expect(await ratioOn(spec, genome)).toMatchObject({ speedup: groups.find(({ workload }) => workload === spec.name)!.speedup });
  });

  it('says the worst group first', () => {
    const [worst, other] = result.groups!;
    expect(renderResult(result)).toContain(`  worst     ${worst!.speedup.estimate.toFixed(3)}×   exact on the model   FAST   on ${worst!.workload}\n            ${other!.speedup.estimate.toFixed(3)}×   exact on the model   FAST   on ${other!.workload}\n`);
  });

  it('promotes nobody who lowers the worst', () => {
    const store = openStore(db, { readonly: true });
    const worst = store.progress.promotions(result.runId, 'evolution').filter(({ accepted }) => accepted).map(({ measurement }) => measurement.groups![0]!.speedup.estimate);
    store.close();
    expect(worst.length).toBeGreaterThan(0);
    expect(worst).toEqual(worst.toSorted((a, b) => a - b));
    expect(worst.at(-1)).toBeCloseTo(result.speedup.estimate, 9);
  });

  it('is the same again, and goes on after an interruption as if there had been none', async () => {
    expect(apartFromId(await evolve(folder.path('again.db'), options))).toEqual(apartFromId(result));
    const controller = new AbortController();
    const cut = await evolve(folder.path('cut.db'), options, {
      signal: controller.signal, observe: (event) => { if (event.kind === 'arm' && event.event.kind === 'promoted') controller.abort(); },
    });
    expect(cut).toMatchObject({ status: 'interrupted', best: { individual: null } });
    expect(cut.soFar!.speedup).toBeGreaterThan(1);
    expect(cut.soFar!.edits.length).toBeGreaterThan(0);
    const stores = ['cut.db', 'run.db'].map((path) => ({ path, store: openStore(folder.path(path), { readonly: true }) }));
    const [ofCut, ofWhole] = compareAll(stores, [cut.runId, result.runId]).comparison.runs;
    for (const { store } of stores) store.close();
    expect([ofCut!.figures, ofWhole!.figures?.speedup]).toEqual([null, result.speedup]);
    expect(apartFromId(await goOn(folder.path('cut.db'), cut.runId))).toEqual(apartFromId(result));
  });

  it('is transferred over all its workloads, all of which it searched on', async () => {
    const store = openStore(db, { readonly: true });
    const { places } = await transferRun(store, result.runId, { devices: [], workloads: [] });
    store.close();
    expect(places.map(({ workload, home }) => [workload, home]).sort()).toEqual([['long-bags', true], ['short-bags', true]]);
  });

  it('is minimised on all its workloads: on none of them the rest is slower than the bound allows', async () => {
    copyFileSync(db, folder.path('minimised.db'));
    const store = openStore(folder.path('minimised.db'), { existing: true });
    const { workload, minimised, original } = await minimiseRun(store, result.runId, { forWriting: () => store, bound: 0.01 });
    expect(workload).toBe('worst of short-bags, long-bags');
    expect(minimised.withinBound).toBe(true);
    const best = store.reports.individual(result.runId, original.individual).genome;
    const rest = minimised.individual === null ? [] : store.reports.individual(result.runId, minimised.individual).genome;
    store.close();
    for (const spec of specs.slice(0, 2)) expect((await ratioOn(spec, rest, best)).speedup.estimate).toBeGreaterThanOrEqual(1 / 1.01);
  });

  it('scales as shares of the unmodified kernel, since its workloads have no time in common, and with each size of each workload', async () => {
    const store = openStore(db, { readonly: true });
    const { workload, unit, search, best, physicalFloor, sizes } = await scalingRun(store, result.runId, { sizes: true });
    store.close();
    expect({ workload, unit, physicalFloor }).toEqual({ workload: 'worst of short-bags, long-bags', unit: 'share', physicalFloor: null });
    expect(search.points[0]).toEqual({ x: 1, y: 1 });
    expect(best).toBeCloseTo(1 / result.speedup.estimate, 9);
    expect(sizes.map(({ workload: of, symbol, points }) => [of, symbol, points.length > 3])).toEqual(['short-bags', 'long-bags'].flatMap((of) => [[of, 'rows', true], [of, 'bags', true]]));
  });

  it('is told on its page by all its workloads, the worst first, in ratios and not in the times of one of them', () => {
    const store = openStore(db, { readonly: true });
    const page = collectPage(store, result.runId);
    store.close();
    expect(page.workloads.map(({ name }) => name)).toEqual(['short-bags', 'long-bags']);
    expect(page.best!.groups).toEqual(result.groups);
    expect(page.figures).toMatchObject({ unit: 'share', unmodified: 1, best: 1 / result.speedup.estimate, physicalFloor: null, bytes: null });
    const { headline, facts } = answerOf(page);
    expect(headline).toBe(`poolSum: ${result.speedup.estimate.toFixed(3)}× as fast on the worst of 2 workloads, by estimate`);
    expect(new Map(facts).get('Workloads')).toMatch(/^short-bags: rows 40, .*; long-bags: rows 40, /);
    expect([...new Map(facts).keys()]).not.toContain('Unmodified');
    const text = renderPage(page);
    for (const { workload } of result.groups!) expect(text).toContain(`<th scope="row">${workload}</th>`);
    expect(text).toContain('Each workload has a floor of its own');
  });

  it('has interactions of its worst ratio: the whole is what the run says, an edit is worth what it is on its worst workload', async () => {
    const store = openStore(db, { readonly: true });
    const { workload, speedup, edits } = await interactionsRun(store, result.runId, { budget: 40 });
    const { genome } = store.reports.individual(result.runId, result.best.individual!);
    store.close();
    expect(workload).toBe('worst of short-bags, long-bags');
    expect(speedup.estimate).toBeCloseTo(result.speedup.estimate, 9);
    const lone = edits.find(({ alone }) => alone !== null && !('dead' in alone))!;
    const each: number[] = [];
    for (const spec of specs.slice(0, 2)) each.push((await ratioOn(spec, [genome[lone.position]!])).speedup.estimate);
    expect(lone.alone).toMatchObject({ estimate: expect.closeTo(Math.min(...each), 9) as number });
  });
});

describe('is refused in one line, before anything is written', () => {
  it.each<[string, Partial<RunOptions>, RegExp]>([
    ['several workloads without the objective', { objective: undefined as never, others: [long] }, /^2 workloads are named, and a run searches on one; '--objective worst' searches on the worst of several$/],
    ['the objective with one workload', { others: [] }, /^--objective worst is about several workloads, and only short-bags is named/],
    ['a workload named twice', { others: [long, short] }, /^workload short-bags is named twice; name different ones$/],
    ['another static size', { others: [wide] }, /^workload short-bags has dim = 4, workload wide has dim = 8: static sizes are compiled in/],
    ['a workload that is none', { others: ['nowhere'] }, /^no workload 'nowhere'/],
    ['the floor of one workload', { floorFraction: 0.5 }, /^--floor-fraction is about the floor of one workload/],
    ['energy', { objectives: ['time', 'error', 'energy'] }, /^--objective worst weighs time and error only/],
  ])('%s', async (_name, change, message) => {
    await expect(evolve(folder.path('none.db'), { ...options, ...change })).rejects.toThrow(message);
  });
});

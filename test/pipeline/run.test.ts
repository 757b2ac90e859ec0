import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ArmEvent } from '../../src/pipeline/arm.ts';
import { shippedKernels } from '../../src/pipeline/1-parse.ts';
import { openStore } from '../../src/store/index.ts';
import { apartFromId, evolve } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';
import { recordsOf } from './fixtures/records.ts';

const folder = folderFor('run');
const workload = folder.write('small.json', JSON.stringify(smallPooling));
const poolSum = { kernel: 'pool-sum', workload };

describe('the same seed on the model', () => {
  it('gives the same run, bit for bit, with any number of workers', async () => {
    const options = { ...poolSum, seed: 11, evaluations: 60, control: true };
    const runs = await Promise.all([0, 1, 2, 3].map(async (workers) => {
      const file = folder.path(`workers-${workers}.db`);
      const result = await evolve(file, { ...options, workers });
      return { result: apartFromId(result), records: recordsOf(file, result.runId) };
    }));
    expect(runs[0]!.records.evaluations!.length).toBeGreaterThan(120);
    expect(runs[0]!.result.speedup.estimate).toBeGreaterThan(1);
    for (const run of runs.slice(1)) {
      expect(run).toEqual(runs[0]);
      expect(JSON.stringify(run.result)).toBe(JSON.stringify(runs[0]!.result));
    }
    // which worker answers first is chance: only sorted keys are the same text each time
    for (const { outcomes } of [runs[0]!.result, runs[0]!.result.control!]) expect(Object.keys(outcomes)).toEqual(Object.keys(outcomes).sort());
  });

  it('gives the same run twice in one database', async () => {
    const file = folder.path('twice.db');
    const [first, second] = [await evolve(file, { ...poolSum, evaluations: 50 }), await evolve(file, { ...poolSum, evaluations: 50 })];
    expect(first.runId).not.toBe(second.runId);
    expect(apartFromId(second)).toEqual(apartFromId(first));
    expect(recordsOf(file, second.runId)).toEqual(recordsOf(file, first.runId));
  });

  it('gives another run for another seed', async () => {
    const file = folder.path('seeds.db');
    const [one, two] = [await evolve(file, { ...poolSum, evaluations: 20, seed: 1 }), await evolve(file, { ...poolSum, evaluations: 20, seed: 2 })];
    expect(recordsOf(file, one.runId).individuals).not.toEqual(recordsOf(file, two.runId).individuals);
  });
});

describe('what a result counts', () => {
  it('is what the database holds, and a duplicate costs no evaluation', async () => {
    const file = folder.path('counts.db');
    const result = await evolve(file, { ...poolSum, evaluations: 150, seed: 3, control: true, search: { offspring: 8 } });
    const store = openStore(file, { readonly: true });
    try {
      for (const [arm, { evaluations, outcomes }] of [['evolution', result], ['random', result.control!]] as const) {
        const { 'no-effect': repeated = 0, ...screened } = outcomes;
        expect(store.reports.outcomeCounts(result.runId, arm, 'screen')).toEqual(screened);
        expect(Object.values(screened).reduce((sum, count) => sum + count, 0)).toBe(evaluations);
        expect(repeated).toBeGreaterThan(0);
        const summary = store.reports.runSummary(result.runId).arms.find((each) => each.arm === arm)!;
        expect(summary.individuals).toBe(evaluations + repeated);
      }
    } finally {
      store.close();
    }
  });

  it('has a control arm of as many evaluations with records of its own on request, and none otherwise', async () => {
    const file = folder.path('control.db');
    const without = await evolve(file, { ...poolSum, evaluations: 40 });
    const { runId, control } = await evolve(file, { ...poolSum, evaluations: 40, control: true });
    expect(without.control).toBeNull();
    expect(control).toMatchObject({ evaluations: 40, verdict: expect.stringMatching(/FAST|AMBIGUOUS/) as string, speedup: { estimate: expect.any(Number) as number } });
    const made = recordsOf(file, runId).individuals as { arm_name: string; number: number; made: string }[];
    expect(new Set(made.filter((each) => each.arm_name === 'random' && each.number > 0).map((each) => each.made))).toEqual(new Set(['random']));
    expect(made.some((each) => each.arm_name === 'evolution' && each.made === 'mutation')).toBe(true);
  });
});

describe('a run stops', () => {
  const stop = (rule: object) => evolve(folder.path('stops.db'), { ...poolSum, ...rule });

  it.each([1, 16, 17, 18, 43])('after exactly %i evaluations', async (evaluations) => {
    expect(await stop({ evaluations })).toMatchObject({ status: 'finished', evaluations, stopReason: `${evaluations} evaluations made` });
  });

  it('when its time is up', async () => {
    const result = await stop({ seconds: 0.3 });
    expect(result).toMatchObject({ status: 'finished', stopReason: '0.3 s passed' });
    expect(result.evaluations).toBeGreaterThan(0);
  });

  it('when nothing got better for long', async () => {
    const result = await stop({ stagnation: 20, kernel: 'gather' });
    expect(result.stopReason).toBe('no improvement in 20 evaluations');
    expect(result.evaluations).toBeGreaterThanOrEqual(20);
  });

  it('when it is as fast as was asked', async () => {
    const reached = await stop({ evaluations: 400, targetSpeedup: 1.01 });
    expect(reached.stopReason).toBe('target speed-up 1.01 reached');
    expect(reached.evaluations).toBeLessThan(400);
    expect(reached.speedup.estimate).toBeGreaterThanOrEqual(1.01);
  });

  it('at a fraction of the physical floor', async () => {
    const reached = await stop({ evaluations: 400, floorFraction: 0.0001 });
    expect(reached.stopReason).toBe("0 % of the physical floor's speed reached");
    expect(reached.evaluations).toBeLessThan(20);
  });
});

describe('a run is refused before anything is recorded', () => {
  const kernelFile = (name: string, change: (text: string) => string) =>
    folder.write(`${name}.js`, change(readFileSync(`${shippedKernels}pool-sum.js`, 'utf8')));
  const refused = async (name: string, options: object): Promise<{ message: string; exitCode: number; recorded: number }> => {
    const file = folder.path(`${name}.db`);
    const error = await evolve(file, { ...poolSum, evaluations: 20, ...options }).then(() => new Error('it was not refused'), (thrown: unknown) => thrown as Error);
    const store = existsSync(file) ? openStore(file, { readonly: true }) : undefined;
    const recorded = store?.runs.ids().length ?? 0;
    store?.close();
    expect(error.message).not.toContain('\n');
    return { message: error.message, exitCode: (error as Error & { exitCode: number }).exitCode, recorded };
  };

  it('for a kernel that does not compute its operation', async () => {
    const kernel = kernelFile('short', (text) => text.replace('offsets[this.thread.y + 1];', 'offsets[this.thread.y + 1] - 1;'));
    expect(await refused('wrong', { kernel })).toEqual({
      message: expect.stringMatching(/^kernel poolSum is not verified on hostile inputs: wrong in case '.+': \w+\[\d+\]\[\d+\]: got .+, expected .+/) as string,
      exitCode: 1, recorded: 0,
    });
  });

  it('for one that reads outside its arrays', async () => {
    const kernel = kernelFile('outside', (text) => text.replace('table[indices[j]]', 'table[indices[j] + 1]'));
    expect(await refused('outside', { kernel })).toMatchObject({ message: expect.stringMatching(/^kernel poolSum is not verified on hostile inputs, .*outside\.js:13:12: out-of-bounds in case '.+': table\[\d+\]/) as string, exitCode: 1, recorded: 0 });
  });

  it('for one that is right on hostile inputs and wrong on the workload', async () => {
    const kernel = kernelFile('rows', (text) => text.replace('  return sum;', '  if (this.constants.rows === 1237) { return 0.0; }\n  return sum;'));
    const tall = folder.write('tall.json', JSON.stringify({ ...smallPooling, sizes: { rows: 1237, dim: 4, bags: 24 } }));
    expect(await refused('tall', { kernel, workload: tall })).toMatchObject({ message: expect.stringMatching(/^kernel poolSum is not verified on .*: wrong in case 'workload small-pooling, .*': \w+\[0\]\[0\]: got 0, expected/) as string, exitCode: 1, recorded: 0 });
  });

  it('for a setting that the search does not have', async () => {
    expect(await refused('setting', { search: { popluation: 3 } })).toMatchObject({ message: expect.stringContaining('there is no search setting popluation') as string, exitCode: 2, recorded: 0 });
  });
});

it('tells what happens as it happens', async () => {
  const seen: string[] = [];
  let last: ArmEvent | undefined;
  const result = await evolve(folder.path('events.db'), { ...poolSum, evaluations: 40 }, {
    observe: (event) => {
      seen.push(event.kind === 'arm' ? event.event.kind : event.kind);
      if (event.kind === 'arm') last = event.event;
    },
  });
  expect(seen.slice(0, 2)).toEqual(['calibrating', 'started']);
  expect(seen).toContain('promoted');
  expect(last).toMatchObject({ kind: 'generation', evaluations: result.evaluations });
});

import { beforeAll, expect, test } from 'vitest';
import type { Outcome } from '../../src/model/index.ts';
import type { openService } from '../../src/pipeline/evaluation-service.ts';
import { interactionsRun, type InteractionOptions } from '../../src/pipeline/interactions-run.ts';
import { openStore } from '../../src/store/index.ts';
import { evolve } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';
import { crown, growGenome } from './fixtures/sixty.ts';

const folder = folderFor('interactions');
const workload = folder.write('small.json', JSON.stringify(smallPooling));
const file = folder.path('run.db');
let run = '';
beforeAll(async () => {
  run = (await evolve(file, { kernel: 'pool-sum', workload, evaluations: 150, seed: 2 })).runId;
  crown(file, run, await growGenome('pool-sum', workload, 12, 4));
});

async function look(options: Partial<InteractionOptions> = {}) {
  const store = openStore(file, { readonly: true });
  try {
    return await interactionsRun(store, run, { budget: 1000, ...options });
  } finally {
    store.close();
  }
}

test('a real genome of 12 edits: every edit has its gain alone, its loss and its credit; credits of all multiply to about the whole', async () => {
  const report = await look();
  expect(report.edits.length + report.inactive.length).toBe(12);
  expect(report.evaluations).toBeLessThanOrEqual(1000);
  expect(report.unmeasured).toBe(0);
  for (const { alone, lost, credit } of report.edits) expect([alone, lost, credit]).not.toContain(null);
  const product = report.edits.reduce((all, { credit }) => all * credit!.estimate, 1);
  expect(Math.abs(Math.log(product / report.speedup.estimate))).toBeLessThan(0.1);
  for (const { edits } of report.groups) for (const id of edits) expect(report.edits.find((edit) => edit.id === id)!.group).not.toBeNull();
});

test('the same seed gives the same report', async () => {
  expect(await look({ seed: 7 })).toEqual(await look({ seed: 7 }));
});

test('a best that is dead now is told in one line', async () => {
  const dead: Outcome = { kind: 'wrong', testCase: 'one', where: '[0]', detail: 'got 1' };
  const open: typeof openService = async () => ({
    begin: async () => ({ task: 'noise-floor', floor: 0.01, baseline: 100, physicalFloor: 0 }), evaluate: async () => ({ task: 'evaluate', outcome: dead }), close: async () => {},
  });
  await expect(look({ open })).rejects.toThrow(/^individual \d+ of run r-\w+ is wrong on model now/);
});

test('an individual without edits, and one that is none, are refused', async () => {
  await expect(look({ individual: 0 })).rejects.toThrow(/individual 0 of run r-\w+ is the unmodified kernel/);
  await expect(look({ individual: 99_999 })).rejects.toThrow(/has no individual 99999/);
});

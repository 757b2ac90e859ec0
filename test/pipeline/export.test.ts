import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import { exportAnything } from '../../src/pipeline/export.ts';
import { minimiseRun } from '../../src/pipeline/minimise-run.ts';
import type { RunResult } from '../../src/model/index.ts';
import { openStore } from '../../src/store/index.ts';
import { evolve } from './fixtures/evolve.ts';
import { folderFor, smallPooling } from './fixtures/folder.ts';

const folder = folderFor('export-individual');
const workload = folder.write('small.json', JSON.stringify(smallPooling));
const db = folder.path('run.db');
let run: RunResult;
let small: { individual: number; edits: number; speedup: number };

beforeAll(async () => {
  run = await evolve(db, { kernel: 'pool-sum', workload, evaluations: 150, seed: 2 });
  const store = openStore(db);
  const { minimised } = await minimiseRun(store, run.runId, { forWriting: () => store, bound: 0.2 });
  store.close();
  small = { individual: minimised.individual!, edits: minimised.edits.length, speedup: minimised.speedup.estimate };
});

const exported = async (out: string, individual?: number) => {
  const { ok, folder: made } = await exportAnything(run.runId, { format: 'gpujs', out: folder.path(out), db, ...(individual !== undefined && { individual }) });
  return { ok, readme: readFileSync(join(made, 'README.md'), 'utf8') };
};

describe('an export of a run', () => {
  it('is the best; the minimised individual goes by its number, with its own edits and its own figure', async () => {
    const best = await exported('best');
    const minimised = await exported('small', small.individual);
    expect(small.edits).toBeLessThan(run.best.edits.length);
    expect(best).toMatchObject({ ok: true, readme: expect.stringContaining(`${run.best.edits.length} edits: `) as string });
    expect(minimised).toMatchObject({ ok: true, readme: expect.stringMatching(new RegExp(`\\b${small.edits} edits?: `)) as string });
    expect(best.readme).toContain(`ESTIMATE of a model, not a measurement: ${run.speedup.estimate.toFixed(3)}x`);
    expect(minimised.readme).toContain(`ESTIMATE of a model, not a measurement: ${small.speedup.toFixed(3)}x`);
  });

  it('tells its kernel, sizes, whose semantics, how it was verified and under which licence, and a file what nobody measured', async () => {
    const { readme } = await exported('told');
    const { hash } = loadKernel('pool-sum');
    for (const fact of [
      '- Semantics: operation `pool-sum` as cuembed defines it.',
      `of kernel poolSum (hash ${hash}) on workload ${smallPooling.name} (rows = 40, `,
      '- Verified against the float64 oracle of pool-sum as cuembed defines it, on hostile inputs, the workload and a held-out draw of it, in the checking interpreter alone: no device has run it.',
      '- Licence: what Evoke wrote here is under the MIT licence',
    ]) expect(readme).toContain(fact);
    expect(readme.split('\n').length).toBeLessThan(55);
    const { folder: made } = await exportAnything('pool-sum', { format: 'gpujs', out: folder.path('file'), db, workload });
    const file = readFileSync(join(made, 'README.md'), 'utf8');
    expect(file).toContain(`No run stands behind it: kernel poolSum (hash ${hash}) as it is, nothing measured.`);
    expect(file).toContain('Verified against the float64 oracle of pool-sum as cuembed defines it, on hostile inputs in the checking interpreter.');
  });

  it('is refused for an individual that there is none of, one that never stood held-out inputs, and a file', async () => {
    const store = openStore(db, { readonly: true });
    const looked = (number: number) => store.reports.individual(run.runId, number).evaluations.map(({ kind }) => kind);
    const screened = Array.from({ length: 50 }, (_, at) => at).find((number) => looked(number).includes('screen') && looked(number).length === 1)!;
    store.close();
    await expect(exported('none', screened)).rejects.toThrow(`individual ${screened} of run ${run.runId} never stood held-out inputs, so it is not exported; 'evoke lineage ${run.runId}' names the best`);
    await expect(exported('none', 99_999)).rejects.toThrow(`run ${run.runId} has no individual 99999`);
    await expect(exportAnything('pool-sum', { format: 'gpujs', out: folder.path('none'), db, individual: 1 })).rejects.toThrow('pool-sum is a kernel file, which has no individuals; --individual is for a run');
  });
});

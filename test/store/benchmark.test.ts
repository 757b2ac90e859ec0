import { join } from 'node:path';
import { expect, it } from 'vitest';
import { benchmarkRecording } from '../../src/store/index.ts';
import { temporaryFolder, temporaryStore } from './fixtures/records.ts';

it('records what it says it records', () => {
  const path = join(temporaryFolder(), 'bench.db');
  expect(benchmarkRecording(path, 600).perSecond).toBeGreaterThan(0);
  const store = temporaryStore({ readonly: true }, path);
  const [line] = store.reports.listRuns();
  expect(line).toMatchObject({ evaluations: 600, status: 'interrupted' });
  expect(store.reports.runSummary(line!.id).arms).toMatchObject([
    { individuals: 600, outcomes: { measured: 300, 'out-of-bounds': 300 } },
  ]);
  expect(store.reports.individual(line!.id, 598).genome).toHaveLength(6);
});

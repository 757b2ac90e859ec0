import { expect, it } from 'vitest';
import type { Program } from '../../../src/model/index.ts';
import { loadKernel } from '../../../src/pipeline/1-parse.ts';
import type { EvaluationKind } from '../../../src/pipeline/evaluation.ts';
import { createEvaluator } from '../../../src/pipeline/evaluator.ts';
import { referenceOf } from '../../../src/pipeline/parts.ts';
import { smallPooling } from '../../pipeline/fixtures/folder.ts';
import { settingsFor } from '../../pipeline/fixtures/settings.ts';
import { standIn } from './on-stand-in.ts';
import { poolSum } from './programs.ts';

/** How much of a workload goes over the bus for a candidate that goes through all stages of an evaluation. */

const { open, counting } = await standIn('cuda-uploads');
const tableBytes = 8 * 2 ** 20; // far more than all hostile inputs together
const workload = { ...smallPooling, sizes: { rows: tableBytes / 16, dim: 4, bags: 24 } };
const given = settingsFor(loadKernel('pool-sum'), workload, { name: 'cuda', target: 'dialect' });
const settings = { ...given, baseline: { ...given.baseline, target: 'cuda', text: poolSum.text, launch: poolSum.launch! } };

/** The baseline with a loop of so many turns before its own. */
function slower(turns: number): Program {
  return { ...settings.baseline, text: settings.baseline.text.replace('  float sum = 0.0f;', `  volatile float idle = 0.0f;\n  for (int turn = 0; turn < ${turns}; turn += 1) idle = idle + 1.0f;\n  float sum = 0.0f;`) };
}

it('a table is brought once a draw and placement, not once a candidate', async () => {
  const { driverLibrary, count } = counting();
  const device = await open({ driverLibrary });
  const evaluator = createEvaluator(device, settings, referenceOf(settings.baseText));
  const uploadedBy = async (kind: EvaluationKind, turns: number): Promise<number> => {
    const before = count('uploaded');
    const reply = await evaluator.handle({ task: 'evaluate', kind, program: slower(turns), key: `${turns}`, generation: 0, noiseFloor: 0.01 });
    expect(reply).toMatchObject({ outcome: { kind: 'measured' } });
    return count('uploaded') - before;
  };
  const screens = [];
  for (let candidate = 0; candidate < 3; candidate++) screens.push(await uploadedBy('screen', 2000 + candidate));
  const promotion = await uploadedBy('promotion', 3000);
  const again = await uploadedBy('screen', 2010);
  const tables = (bytes: number) => Math.floor(bytes / tableBytes);
  expect(screens.map(tables)).toEqual([1, 0, 0]);
  expect(tables(promotion)).toBe(2); // the held-out draw, in two placements
  expect(new Set(screens.slice(1)).size).toBe(1); // what is left are hostile inputs, as much for each candidate
  expect(tables(again)).toBe(0);
  expect(again).toBe(screens[1]!);
  await evaluator.close();
  expect(count('bytes')).toBe(0);
}, 120_000);

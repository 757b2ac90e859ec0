import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isUnavailable, openDevice } from '../../devices/index.ts';
import { check } from '../../dialect/index.ts';
import type { RunResult } from '../../model/index.ts';
import { openStore } from '../../store/index.ts';
import { generateArguments } from '../../workloads/index.ts';
import { loadKernel } from '../1-parse.ts';
import { isProgram, lower } from '../6-lower.ts';
import { staticSizes } from '../7-verify.ts';
import { injectedParts } from '../parts.ts';
import { startRun, workloadFor } from '../run.ts';
import { median, type Figure } from './figure.ts';

/**
 * Does evolution find what a hand-tuner finds, and is it the search or just luck? From the plain version on the `model`
 * device, against the hand-tuned version's gain and against random search with as many evaluations.
 */
export async function searchQuality(kernel: string, seeds: number, evaluations: number, progress: (seed: number, result: RunResult) => void): Promise<Figure[]> {
  const tuned = await modelledCost(`${kernel}-tuned`);
  const plain = await modelledCost(kernel);
  const folder = mkdtempSync(join(tmpdir(), 'evoke-bench-'));
  const store = openStore(join(folder, 'search.db'));
  const shares: number[] = [];
  let better = 0;
  try {
    for (let seed = 1; seed <= seeds; seed++) {
      const result = await startRun({ kernel, device: 'model', evaluations, seed, control: true }, { openStore: () => store, signal: new AbortController().signal, observe: () => {} });
      // Gain as time saved: the share of the hand-tuner's saving that evolution saved too.
      shares.push((plain - plain / result.speedup.estimate) / (plain - tuned));
      if (result.speedup.estimate > result.control!.speedup.estimate) better++;
      progress(seed, result);
    }
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const share = median(shares);
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  return [
    {
      what: `${kernel} from plain, ${evaluations} evaluations on model (estimate): share of the hand-tuned version's gain, median of ${seeds} seeds`,
      aim: '≥ 90 %', met: share >= 0.9, value: `${percent(share)} (hand-tuned ${(plain / tuned).toFixed(2)}×; worst seed ${percent(Math.min(...shares))}, best ${percent(Math.max(...shares))})`,
    },
    { what: `${kernel}: evolution better than the random arm at equal budget`, aim: `≥ ${Math.ceil(0.8 * seeds)} of ${seeds}`, met: better >= 0.8 * seeds, value: `${better} of ${seeds}` },
  ];
}

/** The model's cost of a shipped kernel on its operation's default workload. */
async function modelledCost(name: string): Promise<number> {
  const source = loadKernel(name);
  const { signature } = source.kernel;
  const { spec, directory } = workloadFor(source, undefined);
  const { sizes, arguments: inputs } = generateArguments(signature, spec, { draw: 'held-out', directory });
  const device = await openDevice('model', injectedParts());
  const checked = check(source.kernel, []);
  if (isUnavailable(device) || !checked.ok) throw new Error('the model device takes every shipped kernel');
  const program = lower(checked.typed, device.info, staticSizes(signature.statics, sizes));
  if (!isProgram(program)) throw new Error(`${name} cannot be lowered`);
  const executable = await device.compile(program);
  if ('failed' in executable) throw new Error(`${name}: ${executable.detail}`);
  await executable.bind(inputs, sizes);
  return (await executable.time(1))[0]!;
}

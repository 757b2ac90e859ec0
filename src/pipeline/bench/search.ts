import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResult } from '../../model/index.ts';
import { openStore } from '../../store/index.ts';
import { UserError } from '../../util/errors.ts';
import { temporaryFolder } from '../../util/temporary.ts';
import { findWorkload, generateArguments } from '../../workloads/index.ts';
import { loadKernel } from '../1-parse.ts';
import { openNamed } from '../open-device.ts';
import { startRun } from '../run.ts';
import { workloadFor } from '../workload-for.ts';
import { compiledFor } from './compiled.ts';
import { median, type Figure } from './figure.ts';
import { scaledTo } from './scale.ts';

/** A modelled card, and what a hand-tuner made for it of each kernel. */
interface Contest {
  /** Hand-tuned kernels; the best of them is the bar. */
  readonly references: Readonly<Record<string, readonly string[]>>;
  /** Published shapes, cut to `memory` bytes; absent: the operation's default workload. */
  readonly workloads?: Readonly<Record<string, string>>;
}

/** Small enough that a promotion's large inputs take a second in the interpreter, large enough to fill 132 multiprocessors. */
const memory = 2 ** 26;

const contests: Readonly<Record<string, Contest>> = {
  model: { references: { gather: ['gather-tuned'], 'pool-sum': ['pool-sum-tuned'], 'interact-dot': ['interact-dot-tuned'] } },
  'model:h200-like': {
    references: { gather: ['gather-grid'], 'pool-sum': ['pool-sum-grid', 'pool-sum-grid-fixed'], 'interact-dot': ['interact-dot-grid'] },
    workloads: { gather: 'cuembed-sweep-uniform-32x64', 'pool-sum': 'cuembed-sweep-zipf105-128x16', 'interact-dot': 'dot-27x128' },
  },
};

export interface SearchContest {
  readonly kernel: string;
  readonly device: string;
  readonly seeds: number;
  readonly evaluations: number;
  readonly progress: (seed: number, result: RunResult) => void;
}

/**
 * Does evolution find what a hand-tuner finds, and is it the search or just luck? From the plain version on a modelled card,
 * against the hand-tuned version's cost and against random search with as many evaluations. All costs are estimates.
 */
export async function searchQuality({ kernel, device, seeds, evaluations, progress }: SearchContest): Promise<Figure[]> {
  const contest = Object.hasOwn(contests, device) ? contests[device]! : undefined;
  const references = contest?.references[kernel];
  if (contest === undefined || references === undefined) {
    throw new UserError(`there is no contest for ${kernel} on ${device}; choose one of ${Object.keys(contests.model!.references).join(', ')} on ${Object.keys(contests).join(' or ')}`);
  }
  const { path: folder, remove } = temporaryFolder('bench');
  const workload = contest.workloads && join(folder, 'workload.json');
  if (workload !== undefined) writeFileSync(workload, JSON.stringify(scaledTo(memory, findWorkload(contest.workloads![kernel]!).spec)));
  const store = openStore(join(folder, 'search.db'));
  const results: RunResult[] = [];
  try {
    const plain = await modelledCost(kernel, device, workload);
    const tuned = Math.min(...(await Promise.all(references.map((name) => modelledCost(name, device, workload)))));
    for (let seed = 1; seed <= seeds; seed++) {
      const result = await startRun({ kernel, device, evaluations, seed, control: true, ...(workload && { workload }) }, { openStore: () => store, signal: new AbortController().signal, observe: () => {} });
      results.push(result);
      progress(seed, result);
    }
    return figures({ kernel, device, evaluations, plain, tuned, results });
  } finally {
    store.close();
    remove();
  }
}

function figures({ kernel, device, evaluations, plain, tuned, results }: {
  readonly kernel: string; readonly device: string; readonly evaluations: number; readonly plain: number; readonly tuned: number; readonly results: readonly RunResult[];
}): Figure[] {
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  const seeds = results.length;
  const better = results.filter(({ speedup, control }) => speedup.estimate > control!.speedup.estimate).length;
  const costs = results.map(({ speedup }) => plain / speedup.estimate);
  const random = results.map(({ control }) => plain / control!.speedup.estimate);
  const least = device === 'model' ? 0.8 : 0.9;
  const than = `hand-tuned ${(plain / tuned).toFixed(2)}× of plain`;
  // Gain as time saved: the share of the hand-tuner's saving that evolution saved too.
  const shares = costs.map((cost) => (plain - cost) / (plain - tuned));
  const [share, over] = [median(shares), median(costs) / tuned - 1];
  const quality: Figure = device === 'model'
    ? {
        what: `${kernel} from plain, ${evaluations} evaluations on model (estimate): share of the hand-tuned version's gain, median of ${seeds} seeds`,
        aim: '≥ 90 %', met: share >= 0.9, value: `${percent(share)} (${than}; worst seed ${percent(Math.min(...shares))}, best ${percent(Math.max(...shares))})`,
      }
    : {
        what: `${kernel} from plain, ${evaluations} evaluations on ${device} (estimate): cost over the hand-tuned version's, median of ${seeds} seeds`,
        aim: '≤ 10 % more', met: over <= 0.1,
        value: `${over > 0 ? '+' : '−'}${percent(Math.abs(over))} (${than}; worst seed ${(Math.max(...costs) / tuned).toFixed(2)}×, best ${(Math.min(...costs) / tuned).toFixed(2)}×, random arm's median ${(median(random) / tuned).toFixed(2)}×)`,
      };
  return [quality, { what: `${kernel} on ${device}: evolution better than the random arm at equal budget`, aim: `≥ ${Math.ceil(least * seeds)} of ${seeds}`, met: better >= least * seeds, value: `${better} of ${seeds}` }];
}

/** The model's cost of a shipped kernel, on its operation's default workload where none is named. */
async function modelledCost(name: string, deviceName: string, workload: string | undefined): Promise<number> {
  const source = loadKernel(name);
  const { signature } = source.kernel;
  const { spec, directory } = workloadFor(source, workload);
  const { sizes, arguments: inputs } = generateArguments(signature, spec, { draw: 'held-out', directory });
  const device = await openNamed(deviceName);
  const executable = await compiledFor(device, source.kernel, sizes);
  if (typeof executable === 'string') throw new Error(`the model device takes every shipped kernel, and not ${name}: ${executable}`);
  await executable.bind(inputs, sizes);
  return (await executable.time(1))[0]!;
}

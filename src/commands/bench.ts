import { cpus } from 'node:os';
import type { Command } from 'commander';
import type { Figure } from '../pipeline/bench/figure.ts';
import { databaseOption, jsonOption, memorySize, positiveNumber, print, printJson, wholeNumber } from './options.ts';

interface BenchFlags {
  verdicts?: number; search?: number; evaluations: number; peakMemory?: boolean; runs?: number; device?: string[]; kernel: string[];
  memory: number; workload?: string[]; rounds: number; evolved?: string[]; db: string; peers?: boolean; ranking?: number; out?: string; json?: boolean;
}

/** `evoke bench`: the figures of the README's table, measured here and now. */
export function registerBench(program: Command): void {
  program.command('bench')
    .description('measure Evoke itself (speed of the loop, honesty of verdicts, quality of the search), or with --device cuda or webgpu a card')
    .option('--verdicts <n>', 'n comparisons of a kernel with itself and n with one slowed by 3 %, on each --device', wholeNumber(1))
    .option('--search <seeds>', 'evolution against the hand-tuned kernels and the random arm, on model or --device model:h200-like', wholeNumber(1))
    .option('--evaluations <n>', 'evaluations of each search', wholeNumber(1), 2000)
    .option('--peak-memory', 'peak memory of the main process over 100,000 mutants')
    .option('--runs <seconds>', 'a measured run of so many seconds for each of the three kernels, on the first --device', positiveNumber)
    .option('--device <name...>', 'devices of --verdicts and --runs (default: gpujs:webasm and model); alone: the card bench, kernels against the physical floor')
    .option('--memory <size>', 'card bench, --peers, --ranking: what the arrays of a workload may take', memorySize, 2 ** 32)
    .option('--workload <name...>', 'card bench: workloads (default: those of the published sweeps and table sets)')
    .option('--rounds <n>', 'card bench: rounds in which the versions take turns', wholeNumber(1), 7)
    .option('--evolved <run...>', 'card bench: runs whose best kernels stand beside the plain and the hand-tuned ones')
    .option('--peers', 'PyTorch\'s own functions beside our kernels, on one card, in one process, on the same bytes')
    .option('--ranking <n>', 'how well the model ranks n variants of each kernel against their times on --device (Kendall\'s tau)', wholeNumber(10))
    .option('--out <file>', 'card bench, --peers, --ranking: writes the report there as JSON and beside it as Markdown (.md), anew whenever something more is measured')
    .addOption(databaseOption())
    .option('--kernel <name...>', 'kernels of --search', ['pool-sum', 'interact-dot'])
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke bench\n  $ evoke bench --verdicts 200 --device gpujs:webasm\n  $ evoke bench --device cuda --memory 4GB')
    .action(async (flags: BenchFlags) => {
      const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} threads, Node.js ${process.version}`;
      const note = (text: string) => console.error(text);
      const figures: Figure[] = [];
      const special = flags.verdicts !== undefined || flags.search !== undefined || flags.peakMemory === true || flags.runs !== undefined;
      if (flags.peers) return benchPyTorch(flags);
      if (flags.ranking !== undefined) return benchRanking(flags.device?.[0] ?? 'cuda', flags.ranking, flags.memory, flags);
      if (!special && flags.device !== undefined) return benchCards(flags.device, flags);
      const devices = flags.device ?? ['gpujs:webasm', 'model'];
      if (!special) {
        const [{ hotPath }, { recording }, { startUp }, { compileRate }] = await Promise.all([
          import('../pipeline/bench/hot-path.ts'), import('../pipeline/bench/recording.ts'), import('../pipeline/bench/start-up.ts'), import('../pipeline/bench/compile-rate.ts'),
        ]);
        figures.push(...hotPath(), ...(await recording()), ...startUp(), ...(await compileRate()));
      }
      if (flags.peakMemory) figures.push(...(await (await import('../pipeline/bench/memory.ts')).memory()));
      if (flags.verdicts !== undefined) {
        const { verdicts } = await import('../pipeline/bench/verdicts.ts');
        for (const device of devices) figures.push(...(await verdicts(device, flags.verdicts, (done) => { if (done % 20 === 0) note(`${device}: ${done} of ${flags.verdicts} comparisons of each kind`); })));
      }
      if (flags.search !== undefined) {
        const { searchQuality } = await import('../pipeline/bench/search.ts');
        const seeds = flags.search;
        for (const kernel of flags.kernel) {
          const device = flags.device?.[0] ?? 'model';
          figures.push(...(await searchQuality({ kernel, device, seeds, evaluations: flags.evaluations, progress: (seed, result) => note(`${kernel}, seed ${seed}: evolution ${result.speedup.estimate.toFixed(3)}×, random ${result.control!.speedup.estimate.toFixed(3)}× (estimates)`) })));
        }
      }
      const { renderFigures, renderRunsTable } = await import('../report/bench.ts');
      const runs = flags.runs === undefined ? []
        : await (await import('../pipeline/bench/runs.ts')).measuredRuns(devices[0]!, flags.runs, (result) => note(`${result.kernel}: ${result.speedup.estimate.toFixed(3)}×`));
      if (flags.json) printJson({ machine, figures, runs });
      else print([`Measured on ${machine}`, ...(figures.length > 0 ? [renderFigures(figures)] : []), ...(runs.length > 0 ? [renderRunsTable(runs)] : [])].join('\n\n'));
    });
}

const progress = (text: string) => console.error(text);

type Reports = Pick<BenchFlags, 'json' | 'out'>;

/**
 * What measures gives its report so far whenever there is more of it: it goes to the file that was named, as JSON and beside
 * it as Markdown, so that what is cut off leaves what it had. The whole goes to stdout as text or JSON.
 */
async function deliver<Report>(
  measure: (keep: (report: Report) => void) => Promise<Report>, render: (report: Report) => string, figures: (report: Report) => number, { json, out }: Reports,
): Promise<void> {
  const { refuseUnwritable, writeWhole } = await import('../util/files.ts');
  if (out !== undefined) refuseUnwritable(out, []);
  const report = await measure((soFar) => {
    if (out === undefined) return;
    writeWhole(out, `${JSON.stringify(soFar, null, 2)}\n`);
    writeWhole(`${out.replace(/\.json$/, '')}.md`, `${render(soFar)}\n`);
  });
  if (json) printJson(report);
  else print(render(report));
  if (figures(report) > 0) return;
  console.error('Nothing was measured; the report says why.');
  process.exitCode = 1;
}

async function benchCards(devices: readonly string[], { memory, workload, rounds, evolved = [], db, ...to }: BenchFlags): Promise<void> {
  const [{ benchCard }, { renderCard }] = await Promise.all([import('../pipeline/bench/card-run.ts'), import('../report/card.ts')]);
  for (const device of devices) {
    await deliver((keep) => benchCard(device, { memory, ...(workload && { workloads: workload }), rounds, evolved, db, progress }, keep), renderCard, ({ results }) => results.length, to);
  }
}

async function benchPyTorch({ memory, workload, rounds, evolved = [], db, ...to }: BenchFlags): Promise<void> {
  const [{ benchPeersOf }, { renderPeers }] = await Promise.all([import('../pipeline/bench/card-run.ts'), import('../report/peers.ts')]);
  await deliver((keep) => benchPeersOf({ memory, ...(workload && { workloads: workload }), rounds, evolved, db, progress }, keep), renderPeers, ({ workloads }) => workloads.flatMap(({ results }) => results).length, to);
}

async function benchRanking(device: string, variants: number, memory: number, to: Reports): Promise<void> {
  const [{ benchRank }, { renderRanking }] = await Promise.all([import('../pipeline/bench/ranking.ts'), import('../report/ranking.ts')]);
  await deliver((keep) => benchRank(device, variants, progress, { memory, keep }), renderRanking, ({ kernels }) => kernels.flatMap(({ points }) => points).length, to);
}

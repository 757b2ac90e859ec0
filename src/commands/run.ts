import { InvalidArgumentError, Option, type Command } from 'commander';
import type { RunResult } from '../model/index.ts';
import type { Objective } from '../pipeline/objectives.ts';
import type { RunOptions, RunSurroundings } from '../pipeline/run.ts';
import type { Store } from '../store/index.ts';
import { shellWord } from '../util/shell-word.ts';
import { databaseOption, jsonOption, positiveNumber, print, printJson, usualDatabase, wholeNumber } from './options.ts';

interface RunFlags {
  workload?: string[]; objective?: 'worst'; device?: string; recording?: string; evaluations?: number; seconds?: number; stagnation?: number; targetSpeedup?: number; floorFraction?: number;
  seed: number; db: string; objectives?: readonly Objective[]; control: boolean; workers?: number; memory?: number; set?: Record<string, number>; export?: string; json?: boolean;
}

/** `evoke run KERNEL` and `evoke resume RUN`: both end in the same report. */
export function registerRun(program: Command): void {
  program.command('run')
    .description('evolve a kernel: a shipped name, an operation (its plain version), or a file')
    .argument('<kernel>', 'shipped name, operation or file')
    .addOption(new Option('--workload <name>', 'workload to run on; default: the operation\'s; repeated with --objective worst')
      .argParser((name: string, before: string[] = []) => [...before, name]))
    .addOption(new Option('--objective <name>', 'worst: what counts is the worst ratio over several workloads').choices(['worst']))
    .option('--device <name>', 'device; default: the best one here')
    .option('--recording <run>', 'with --device replay: the recorded run that answers instead of hardware')
    .option('--evaluations <n>', 'stop after so many mutants judged', wholeNumber(1))
    .option('--seconds <s>', 'stop after so much wall time', positiveNumber)
    .option('--stagnation <n>', 'stop after so many evaluations without an improvement', wholeNumber(1))
    .option('--target-speedup <x>', 'stop when so much faster', atLeastOne)
    .option('--floor-fraction <f>', 'stop at this fraction (0 to 1) of the speed that memory allows', fraction)
    .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 1)
    .option('--objectives <list>', 'what selection weighs: time,error or time,error,energy (where the device measures energy)', objectivesFrom)
    .option('--control', 'search at random as well, with as many evaluations, to compare', false)
    .option('--workers <n>', 'child processes; 0: none, for devices that only compute', wholeNumber(0, 64))
    .option('--memory <MiB>', 'memory a child may use', wholeNumber(256))
    .addOption(new Option('--set <name=value>', 'a setting of the search, e.g. population=64 (repeatable)').argParser(setting))
    .option('--export <dir>', 'export the best kernel there when done')
    .addOption(databaseOption()).addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke run pool-sum --device gpujs:webasm --seconds 60 --control')
    .action(async (kernel: string, flags: RunFlags) => {
      const { db, json, export: out, set, memory, workload: [workload, ...others] = [], ...rest } = flags;
      // Without any stop rule a run would go on for ever.
      const bounded = rest.evaluations ?? rest.seconds ?? rest.stagnation ?? rest.targetSpeedup ?? rest.floorFraction;
      const options: RunOptions = { kernel, ...rest, others, ...(workload !== undefined && { workload }), ...(bounded === undefined && { seconds: 60 }), ...(memory !== undefined && { memoryCapMiB: memory }), ...(set && { search: set }) };
      const { startRun } = await import('../pipeline/run.ts');
      await carryOut({ db, json, out, existing: rest.device === 'replay' }, (surroundings) => startRun(options, surroundings));
    });
  program.command('resume')
    .description('go on with a run that was interrupted')
    .argument('<run>', 'id of the run, or a unique start of it')
    .option('--export <dir>', 'export the best kernel there when done')
    .addOption(databaseOption()).addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke resume r-7f3a9c')
    .action(async (run: string, flags: { db: string; json?: boolean; export?: string }) => {
      const { resumeRun } = await import('../pipeline/run.ts');
      await carryOut({ db: flags.db, json: flags.json, out: flags.export, existing: true }, (surroundings) => resumeRun(run, surroundings));
    });
}

/** All of them, written here too so that the help loads nothing that works. */
const objectives = ['time', 'error', 'energy'] satisfies Objective[];

/** `time,error,energy` */
function objectivesFrom(text: string): readonly Objective[] {
  const names = text.split(',').map((name) => name.trim());
  const fits = names.every((name) => (objectives as readonly string[]).includes(name)) && new Set(names).size === names.length;
  if (!fits || !names.includes('time') || !names.includes('error')) throw new InvalidArgumentError('allowed: time,error or time,error,energy');
  return names as Objective[];
}

type CarryOut = (surroundings: RunSurroundings) => Promise<RunResult>;

interface Places {
  readonly db: string;
  /** Whether the database must be there already. */
  readonly existing?: boolean;
  readonly out: string | undefined;
  readonly json: boolean | undefined;
}

async function carryOut({ db, existing = false, out, json }: Places, work: CarryOut): Promise<void> {
  const [{ openStore }, { progressDisplay }, { renderResult }] = await Promise.all([
    import('../store/index.ts'), import('./progress.ts'), import('../report/run-result.ts'),
  ]);
  const elsewhere = db === usualDatabase ? undefined : db;
  const { exportRun, refuseUnusable } = await import('../pipeline/export.ts');
  if (out !== undefined) refuseUnusable(out);
  let store: Store | undefined;
  const interruption = new AbortController();
  const display = progressDisplay(process.stderr);
  const interrupt = () => {
    if (interruption.signal.aborted) process.exit(130); // the second Ctrl-C does not wait
    display.note('interrupted: ending after the evaluation under way (again to end at once)');
    interruption.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const result = await work({ openStore: () => (store ??= openStore(db, { existing })), signal: interruption.signal, observe: display.observe });
    display.end();
    if (json) printJson(result);
    else print(renderResult(result, elsewhere));
    if (out !== undefined && result.status === 'finished') {
      const { folder, selfCheck } = await exportRun(store!, result.runId, result.exportFormat ?? 'gpujs', out);
      (json ? console.error : print)(`Exported to ${folder}; its self-check: ${selfCheck}`);
    }
    if (result.status === 'interrupted') {
      console.error(`Interrupted. Go on with: evoke resume ${result.runId}${elsewhere === undefined ? '' : ` --db ${shellWord(elsewhere)}`}`);
      process.exitCode = 130;
    }
  } finally {
    display.end();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    store?.close();
  }
}

function setting(text: string, before: Record<string, number> | undefined): Record<string, number> {
  const match = /^([a-zA-Z]+)=(\S+)$/.exec(text);
  if (!match || !Number.isFinite(Number(match[2]))) throw new InvalidArgumentError('allowed: name=number');
  return { ...before, [match[1]!]: Number(match[2]) };
}

function atLeastOne(text: string): number {
  const value = positiveNumber(text);
  if (value < 1) throw new InvalidArgumentError('allowed: a number of at least 1');
  return value;
}

function fraction(text: string): number {
  const value = positiveNumber(text);
  if (value > 1) throw new InvalidArgumentError('allowed: a number above 0, at most 1');
  return value;
}

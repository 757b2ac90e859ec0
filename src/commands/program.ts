import { Command, CommanderError } from 'commander';
import { messageOf, UserError } from '../util/errors.ts';
import { registerBench } from './bench.ts';
import { registerCheck } from './check.ts';
import { registerCorpus } from './corpus.ts';
import { registerCompare } from './compare.ts';
import { registerDevices } from './devices.ts';
import { registerExport } from './export.ts';
import { registerInteractions } from './interactions.ts';
import { registerKernels } from './kernels.ts';
import { registerLineage } from './lineage.ts';
import { registerMerge } from './merge.ts';
import { registerMinimize } from './minimize.ts';
import { registerReport } from './report.ts';
import { registerRun } from './run.ts';
import { registerRuns } from './runs.ts';
import { registerScaling } from './scaling.ts';
import { registerTransfer } from './transfer.ts';
import { registerVariants } from './variants.ts';
import { registerVerify } from './verify.ts';
import { registerWatch } from './watch.ts';
import { registerWorkloads } from './workloads.ts';
import { version } from './version.ts';

/**
 * The command line: one file a subcommand, each registers itself here. Commands import what they need when they run,
 * so that `--help` answers at once.
 */
const registrations = [
  registerRun, registerRuns, registerMerge, registerCompare, registerLineage, registerMinimize, registerInteractions, registerTransfer, registerScaling, registerVariants, registerReport, registerWatch, registerExport, registerCheck, registerVerify,
  registerDevices, registerKernels, registerWorkloads, registerCorpus, registerBench,
];

/** Runs one command line and gives the exit code: 0 fine, 1 a negative verdict, 2 bad input, 3 no such device, 70 a bug. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  const program = new Command('evoke')
    .description('Makes GPU kernels of recommendation models faster by evolution, and proves it.')
    .version(version())
    .showSuggestionAfterError()
    .addHelpText('after', '\nExample:\n  $ evoke run pool-sum --seconds 60\n\nExit codes: 0 fine, 1 a negative verdict, 2 bad input, 3 no such device here, 70 a bug.');
  for (const register of registrations) register(program);
  strict(program);
  // A reader that went away (`evoke runs | head`) is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw new UserError(`cannot write the output: ${error.message}; send it elsewhere`);
  });
  process.stderr.on('error', () => {}); // nobody reads the progress: the run goes on
  try {
    await program.parseAsync(words, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (thrown) {
    return explain(thrown);
  }
}

/** No command exits by itself, and errors come out in one shape. */
function strict(command: Command): void {
  command.exitOverride((error) => { throw new CommandLineError(error, nameOf(command)); }).configureOutput({ outputError: () => {} }).allowExcessArguments(false);
  for (const child of command.commands) strict(child);
}

/** What commander has to say, and of which command: its help is where the user reads on. */
class CommandLineError extends Error {
  readonly said: CommanderError;
  readonly command: string;

  constructor(said: CommanderError, command: string) {
    super(said.message);
    this.said = said;
    this.command = command;
  }
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

/** Says on stderr what was thrown; its exit code. */
export function explain(thrown: unknown): number {
  if (thrown instanceof CommandLineError) {
    const { said: { exitCode, code, message }, command } = thrown;
    if (exitCode === 0) return 0;
    if (code === 'commander.help') return 2; // the help itself was shown
    console.error(`${message.replace(/\s*\n\s*/g, ' ').replace(/\.$/, '').replace('is invalid. allowed', 'is invalid; allowed')}; '${command} --help' shows what it takes`);
    return 2;
  }
  if (thrown instanceof UserError) {
    console.error(`error: ${thrown.message}${thrown.frame ? `\n${thrown.frame}` : ''}`);
    return thrown.exitCode;
  }
  console.error(`evoke ${version()} ran into a bug of its own: ${messageOf(thrown)}`);
  console.error(`Please report it with the command line, Node.js ${process.version} on ${process.platform}-${process.arch}, and this:`);
  console.error(thrown instanceof Error ? thrown.stack : String(thrown));
  return 70;
}

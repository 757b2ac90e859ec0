import { existsSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import type { LogFormat } from '../pipeline/workloads.ts';
import type { BagLengths } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { jsonOption, positiveNumber, print, printJson, wholeNumber } from './options.ts';

/** Flags that were not given are absent, which is what the workloads room expects. */
interface LogFlags { format?: LogFormat; rows?: number; dense?: boolean; column?: number | 'all'; json?: boolean }

/** `evoke workloads list|import|profile`. */
export function registerWorkloads(program: Command): void {
  const workloads = program.command('workloads').description('list workloads, import access logs, profile them')
    .addHelpText('after', '\nExample:\n  $ evoke workloads list');
  workloads.command('list')
    .description('list the shipped workloads')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke workloads list')
    .action(async (flags: { json?: boolean }) => {
      const [{ listWorkloads }, { renderWorkloads }] = await Promise.all([import('../pipeline/workloads.ts'), import('../report/workloads.ts')]);
      const specs = listWorkloads().map(({ spec }) => spec);
      if (flags.json) printJson(specs);
      else print(renderWorkloads(specs));
    });
  logOptions(workloads.command('import')
    .description('make a workload of your own access log: one index per line (plain or gzip), Criteo TSV, or .npz')
    .argument('<file>', 'the log'))
    .requiredOption('--out <dir>', 'folder for the workload and its trace')
    .option('--name <name>', 'name of the workload; default: the file\'s')
    .option('--dim <n>', 'width of a row', wholeNumber(1))
    .option('--bags <n>', 'bags of a launch', wholeNumber(1))
    .option('--bag-length <mean>', 'mean bag length (geometric); a whole number with --fixed-bags is exact', positiveNumber)
    .option('--fixed-bags', 'all bags have the same length')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke workloads import accesses.txt.gz --out mine --dim 64 && evoke run pool-sum --workload mine/accesses.json')
    .action(async (file: string, flags: LogFlags & { out: string; name?: string; dim?: number; bags?: number; bagLength?: number; fixedBags?: boolean }) => {
      if (flags.fixedBags && flags.bagLength === undefined) throw new UserError('--fixed-bags needs the length of the bags; give it with --bag-length');
      const { importWorkload } = await import('../pipeline/workloads.ts');
      const { json, out, bagLength, fixedBags, ...options } = flags;
      const bagLengths: { bagLengths?: BagLengths } = bagLength === undefined ? {}
        : { bagLengths: fixedBags ? { distribution: 'fixed', length: bagLength } : { distribution: 'geometric', mean: bagLength } };
      const { spec, specPath, tracePath } = await importWorkload({ file, directory: out, ...options, ...bagLengths });
      if (json) printJson({ spec, specPath, tracePath });
      else print(`Workload ${spec.name} in ${specPath} (trace ${tracePath})\nRun with: evoke run pool-sum --workload ${specPath}`);
    });
  logOptions(workloads.command('profile')
    .description('describe the accesses of a log or a workload: reuse, distinct rows, the hottest rows')
    .argument('<file|workload>', 'access log, workload file or shipped workload'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke workloads profile accesses.txt.gz')
    .action(async (what: string, flags: LogFlags) => {
      const [{ findWorkload, profileLog, profileWorkload }, { renderProfile }] = await Promise.all([import('../pipeline/workloads.ts'), import('../report/workloads.ts')]);
      const { json, ...options } = flags;
      const isLog = existsSync(what) && !what.endsWith('.json');
      const entry = isLog ? undefined : findWorkload(what);
      const profile = entry ? profileWorkload(entry.spec, { directory: entry.directory }) : await profileLog({ file: what, ...options });
      if (json) printJson(profile);
      else print(renderProfile(what, profile));
    });
}

function logOptions(command: Command): Command {
  return command
    .option('--format <name>', 'index-list, criteo or npz; default: told from the content', format)
    .option('--rows <n>', 'rows of the table; default: as many as the log needs', wholeNumber(1))
    .option('--dense', 'number the rows anew, leaving none unused')
    .option('--column <n>', 'Criteo: category 1 to 26, or all', column);
}

const formats: readonly LogFormat[] = ['index-list', 'criteo', 'npz'];

function format(text: string): LogFormat {
  const found = formats.find((each) => each === text);
  if (found === undefined) throw new InvalidArgumentError(`allowed: ${formats.join(', ')}`);
  return found;
}

function column(text: string): number | 'all' {
  if (text === 'all') return text;
  if (!/^(1\d?|2[0-6]?|[3-9])$/.test(text)) throw new InvalidArgumentError('allowed: a whole number from 1 to 26, or all');
  return Number(text);
}

import { InvalidArgumentError, type Command } from 'commander';
import type { BagLengths } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { registerBatches } from './workloads-batches.ts';
import { logOptions, type LogFlags } from './log-options.ts';
import { jsonOption, memorySize, positiveNumber, print, printJson, wholeNumber } from './options.ts';

interface ProfileFlags extends LogFlags { budget?: number; dim?: number; html?: string }

/** `evoke workloads list|import|profile|synthesise|distill|deduplicate|hot-rows`. */
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
    .description('make a workload of your own access log: one index per line (plain or gzip), Criteo, .npz, .npy or Parquet')
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
    .description('describe the accesses of a log or a workload: reuse, hot rows, caches, repeated bags')
    .argument('<file|workload>', 'access log, workload file or shipped workload'))
    .option('--budget <memory>', 'memory for hot rows, such as 256MB (default) or 64MiB', memorySize)
    .option('--dim <n>', 'values of four bytes in a row; default: the table\'s, else 32', wholeNumber(1))
    .option('--html <page>', 'write a page with charts')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke workloads profile accesses.txt.gz --budget 64MB --dim 128 --html accesses.html')
    .action(async (what: string, flags: ProfileFlags) => {
      const [{ profileAnything }, { renderProfile }, { refuseUnwritable, writeWhole }] = await Promise.all([import('../pipeline/workloads.ts'), import('../report/workloads.ts'), import('../util/files.ts')]);
      const { json, html, ...options } = flags;
      if (html !== undefined) refuseUnwritable(html, [what]);
      const profile = await profileAnything(what, options);
      if (html !== undefined) writeWhole(html, (await import('../report/profile-page.ts')).renderProfilePage(what, profile));
      if (json) printJson(profile);
      else print(`${renderProfile(what, profile)}${html === undefined ? '' : `\nPage with charts in ${html}`}`);
    });
  workloads.command('synthesise')
    .description('make a trace of any length from a workload\'s distribution; says how far its histogram is from the published one')
    .argument('<workload>', 'shipped workload or workload file')
    .requiredOption('--lookups <n>', 'accesses of the trace', wholeNumber(1, 2 ** 31 - 1))
    .requiredOption('--out <dir>', 'folder for the workload and its trace')
    .option('--rows <n>', 'rows of the table; default: the workload\'s', wholeNumber(1, 2 ** 31 - 1))
    .option('--name <name>', 'name of the new workload')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke workloads synthesise meta-2021 --lookups 100000000 --rows 40000000 --out traces')
    .action(async (what: string, { out, json, ...options }: { lookups: number; out: string; rows?: number; name?: string; json?: boolean }) => {
      const { findWorkload, synthesise } = await import('../pipeline/workloads.ts');
      const { spec, path } = findWorkload(what);
      const made = synthesise(spec, { directory: out, source: path, ...options });
      if (json) printJson(made);
      else print(`Workload ${made.spec.name} in ${made.specPath} (trace ${made.tracePath})${made.distance === undefined ? '' : `\nTotal variation distance of its histogram to the one given: ${made.distance.toExponential(2)}`}`);
    });
  logOptions(workloads.command('distill')
    .description('make of a log a small workload meant to rank kernels as the whole does')
    .argument('<file>', 'the log'))
    .requiredOption('--to <share>', 'share of lookups, rows and bags to keep, such as 1% or 0.1%', shareOf)
    .option('--out <dir>', 'folder for the workload and its trace; without it the likeness is only told')
    .option('--name <name>', 'name of the workload; default: the file\'s, with -distilled')
    .option('--dim <n>', 'width of a row; default: the table\'s, else 32', wholeNumber(1))
    .option('--bag-length <mean>', 'where a log has no bags: their mean length (geometric)', positiveNumber)
    .option('--evaluate [variants]', 'rank so many variants of sum pooling (default 32) on the cost model\'s cards: whole against distilled and against uniform samples', wholeNumber(2))
    .option('--card <name>', 'card of the cost model that it is to rank kernels on: small-card, h200-like', 'h200-like')
    .option('--seed <n>', 'another seed draws other rows', wholeNumber(0), 1)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke workloads distill accesses.txt.gz --to 1% --out small --evaluate')
    .action(async (file: string, { json, to, evaluate, bagLength, name, ...options }: LogFlags & { to: number; seed: number; out?: string; name?: string; dim?: number; bagLength?: number; card: string; evaluate?: number | true }) => {
      const [{ distill }, { renderDistilled }] = await Promise.all([import('../pipeline/distill.ts'), import('../report/distill.ts')]);
      const result = await distill({
        file, ...options, share: to, ...(name === undefined ? {} : { name }),
        variants: evaluate === undefined ? 0 : evaluate === true ? 32 : evaluate,
        ...(bagLength === undefined ? {} : { bagLengths: { distribution: 'geometric', mean: bagLength } }),
        observe: (done) => { if (done % 8 === 0) console.error(`${done} variants counted`); },
      });
      if (json) printJson(result);
      else print(renderDistilled(file, result));
    });
  registerBatches(workloads);
}

/** `0.1%` as 0.001. */
function shareOf(text: string): number {
  const [, amount] = /^(\d+(?:\.\d+)?)%$/.exec(text.trim()) ?? [];
  const share = Number(amount) / 100;
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError('allowed: a share in percent, above 0% and below 100%, such as 1% or 0.1%');
  return share;
}

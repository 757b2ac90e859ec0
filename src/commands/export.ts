import type { Command } from 'commander';
import { formatNames } from '../exports/format-names.ts';
import { databaseOption, jsonOption, print, printJson, wholeNumber } from './options.ts';

/** `evoke export RUN|FILE`: the best kernel of a run, or a kernel file, as something a user installs. */
export function registerExport(program: Command): void {
  program.command('export')
    .description('export the best kernel of a run, or a kernel file, with its provenance and a self-check')
    .argument('<run|file>', 'id of a run, or a kernel file or shipped name')
    .requiredOption('--format <name>', `package format: ${formatNames.join(', ')}`)
    .requiredOption('--out <dir>', 'folder to write')
    .option('--workload <name>', 'for a file: the workload whose static sizes are compiled in')
    .option('--individual <n>', 'of a run: another individual, such as what \'evoke minimize\' made; default: the best', wholeNumber(0))
    .addOption(databaseOption()).addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke export r-7f3a9c --format gpujs --out my-pooling && node my-pooling/self-check.js')
    .action(async (what: string, flags: { format: string; out: string; workload?: string; individual?: number; db: string; json?: boolean }) => {
      const { exportAnything } = await import('../pipeline/export.ts');
      const exported = await exportAnything(what, flags);
      if (flags.json) printJson(exported);
      else print(`Exported to ${exported.folder}: ${exported.files.join(', ')}\nSelf-check${exported.ok && !exported.complete ? ' in part' : ''}: ${exported.selfCheck}`);
      if (!exported.ok) process.exitCode = 1;
    });
}

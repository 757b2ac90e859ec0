import type { Command } from 'commander';
import { jsonOption, print, printJson, wholeNumber } from './options.ts';

/** `evoke check FILE`: parse, types, sanitizer. */
export function registerCheck(program: Command): void {
  program.command('check')
    .description('parse a kernel, infer its types and run it in the checking interpreter')
    .argument('<file>', 'kernel file or shipped name')
    .option('--seed <n>', 'seed of the hostile inputs', wholeNumber(0), 1)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke check kernels/pool-sum.js')
    .action(async (file: string, flags: { seed: number; json?: boolean }) => {
      const [{ checkFile }, { renderKernelReport }] = await Promise.all([import('../pipeline/check-file.ts'), import('../report/kernel-report.ts')]);
      const report = checkFile(file, flags.seed);
      if (flags.json) printJson(report);
      else print(renderKernelReport(report, 'checked'));
      if (!report.verified) process.exitCode = 1;
    });
}

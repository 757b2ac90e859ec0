import type { Command } from 'commander';
import { jsonOption, print, printJson, wholeNumber } from './options.ts';

/** `evoke verify FILE`: all correctness gates; exit code 1 if the kernel is wrong. */
export function registerVerify(program: Command): void {
  program.command('verify')
    .description('put a kernel through all correctness gates')
    .argument('<file>', 'kernel file or shipped name')
    .option('--against <case.npz>', 'a golden case: arrays named like the parameters, and expected')
    .option('--device <name>', 'device; default: the best one here')
    .option('--seed <n>', 'seed of the hostile inputs', wholeNumber(0), 1)
    .addOption(jsonOption())
    .addHelpText('after', [
      '',
      'A golden case is what numpy.savez(file, table=…, indices=…, offsets=…, expected=…) writes, of any integer or float type and',
      'order that loses nothing. The offsets may lack the last, as PyTorch\'s do; indices of two dimensions, [bags][length], need none.',
      '',
      'Example:\n  $ evoke verify my-kernel.js --against from-pytorch.npz',
    ].join('\n'))
    .action(async (file: string, flags: { against?: string; device?: string; seed: number; json?: boolean }) => {
      const [{ verifyFile }, { renderKernelReport }] = await Promise.all([import('../pipeline/verify-file.ts'), import('../report/kernel-report.ts')]);
      const { json, ...options } = flags;
      const report = await verifyFile(file, options);
      if (json) printJson(report);
      else print(renderKernelReport(report, 'verified'));
      if (!report.verified) process.exitCode = 1;
    });
}

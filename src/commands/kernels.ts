import type { Command } from 'commander';
import { jsonOption, print, printJson } from './options.ts';

/** `evoke kernels`: the shipped kernels. */
export function registerKernels(program: Command): void {
  program.command('kernels')
    .description('list the kernels that Evoke ships with')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke kernels')
    .action(async (flags: { json?: boolean }) => {
      const [{ kernelNames, loadKernel }, { describeKernels }] = await Promise.all([import('../pipeline/1-parse.ts'), import('../report/kernels.ts')]);
      const { lines, text } = describeKernels(kernelNames().map((name) => ({ name, source: loadKernel(name) })));
      if (flags.json) printJson(lines);
      else print(text);
    });
}

import type { Command } from 'commander';
import { jsonOption, print, printJson } from './options.ts';

/** `evoke kernels`: the shipped kernels, each with profile, devices and floor. */
export function registerKernels(program: Command): void {
  program.command('kernels')
    .description('list the kernels that Evoke ships with')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke kernels')
    .action(async (flags: { json?: boolean }) => {
      const [{ listKernels }, { describeKernels }] = await Promise.all([import('../pipeline/list-kernels.ts'), import('../report/kernels.ts')]);
      const { lines, text } = describeKernels(listKernels());
      if (flags.json) printJson(lines);
      else print(text);
    });
}

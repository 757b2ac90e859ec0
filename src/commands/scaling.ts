import type { Command } from 'commander';
import { databaseOption, jsonOption, print, printJson, wholeNumber } from './options.ts';

interface ScalingFlags { sizes: boolean; seed?: number; db: string; json?: boolean }

/** `evoke scaling RUN`: what more evaluations would bring, and how time grows with each size. Writes nothing. */
export function registerScaling(program: Command): void {
  program.command('scaling')
    .description('fit how a run\'s best time falls with evaluations, and grows with each size')
    .argument('<run>', 'id of the run, or a unique start of it')
    .option('--no-sizes', 'leave out the sizes: nothing is measured then')
    .option('--seed <n>', 'seed of inputs, measurements and intervals; default: the run\'s', wholeNumber(0))
    .addOption(databaseOption()).addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke scaling r-7f3a9c')
    .action(async (name: string, { db, json, ...options }: ScalingFlags) => {
      const [{ scalingRun }, { openStore }, { renderScaling }, { progressDisplay }] = await Promise.all([
        import('../pipeline/scaling-run.ts'), import('../store/index.ts'), import('../report/scaling.ts'), import('./progress.ts'),
      ]);
      const store = openStore(db, { readonly: true });
      const { status, end } = progressDisplay(process.stderr);
      try {
        const report = await scalingRun(store, name, { ...options, observe: status });
        end();
        if (json) printJson(report);
        else print(renderScaling(report));
      } finally {
        end();
        store.close();
      }
    });
}

import type { Command } from 'commander';
import { databaseOption, jsonOption, print, printJson, wholeNumber } from './options.ts';

interface InteractionFlags { budget: number; individual?: number; seed?: number; db: string; json?: boolean }

/** `evoke interactions RUN`: which edits need each other. Writes nothing. */
export function registerInteractions(program: Command): void {
  program.command('interactions')
    .description('show which edits of a run need each other, and what each is worth')
    .argument('<run>', 'id of the run, or a unique start of it')
    .option('--budget <n>', 'sets of edits that may be evaluated', wholeNumber(1), 1000)
    .option('--individual <n>', 'an individual of the run, such as what \'evoke minimize\' made; default: the best', wholeNumber(0))
    .option('--seed <n>', 'seed of the sampling and of the measurements; default: the run\'s', wholeNumber(0))
    .addOption(databaseOption()).addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke interactions r-7f3a9c --budget 500')
    .action(async (name: string, { db, json, ...options }: InteractionFlags) => {
      const [{ interactionsRun }, { openStore }, { renderInteractions }, { progressDisplay }] = await Promise.all([
        import('../pipeline/interactions-run.ts'), import('../store/index.ts'), import('../report/interactions.ts'), import('./progress.ts'),
      ]);
      const store = openStore(db, { readonly: true });
      const { status, end } = progressDisplay(process.stderr);
      try {
        const report = await interactionsRun(store, name, { ...options, observe: status });
        end();
        if (json) printJson(report);
        else print(renderInteractions(report));
      } finally {
        end();
        store.close();
      }
    });
}

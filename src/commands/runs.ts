import type { Command } from 'commander';
import { databaseOption, jsonOption, print, printJson } from './options.ts';

/** `evoke runs`: what a database holds. Reads while a run writes. */
export function registerRuns(program: Command): void {
  program.command('runs')
    .description('list the runs of a database')
    .addOption(databaseOption()).addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke runs --db runs/evoke.db')
    .action(async (flags: { db: string; json?: boolean }) => {
      const [{ openStore }, { renderRuns }] = await Promise.all([import('../store/index.ts'), import('../report/runs.ts')]);
      const store = openStore(flags.db, { readonly: true });
      try {
        const runs = store.reports.listRuns();
        if (flags.json) printJson(runs);
        else print(renderRuns(runs));
      } finally {
        store.close();
      }
    });
}

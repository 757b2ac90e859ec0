import type { Command } from 'commander';
import { databaseOption, jsonOption, print, printJson } from './options.ts';

/** `evoke lineage RUN`: the edits that survived. Reads while the run writes. */
export function registerLineage(program: Command): void {
  program.command('lineage')
    .description('show the surviving edits of a run: what, where, born when, effect')
    .argument('<run>', 'id of the run, or a unique start of it')
    .addOption(databaseOption()).addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke lineage r-7f3a9c')
    .action(async (name: string, flags: { db: string; json?: boolean }) => {
      const [{ openStore }, { renderLineage }] = await Promise.all([import('../store/index.ts'), import('../report/lineage.ts')]);
      const store = openStore(flags.db, { readonly: true });
      try {
        const run = store.runs.get(name);
        const edits = store.reports.survivingEdits(run.id);
        if (flags.json) printJson({ runId: run.id, status: run.status, individual: store.reports.bestIndividual(run.id), edits });
        else print(renderLineage(run, edits));
      } finally {
        store.close();
      }
    });
}

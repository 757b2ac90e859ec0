import type { Command } from 'commander';
import { jsonOption, print, printJson } from './options.ts';

/** `evoke merge DB... --into OUT.db`: the runs of several machines in one database. Only reads the databases named. */
export function registerMerge(program: Command): void {
  program.command('merge')
    .description('put the runs of several databases into a new one')
    .argument('<db...>', 'databases to read; a run that two of them hold alike is taken once')
    .requiredOption('--into <path>', 'the new database')
    .addOption(jsonOption())
    .addHelpText('after', '\nA run whose process is gone is taken as interrupted; one that still goes on is refused.\n\nExample:\n  $ evoke merge machine-a.db machine-b.db --into all.db && evoke runs --db all.db')
    .action(async (databases: string[], { into, json }: { into: string; json?: boolean }) => {
      const [{ mergeDatabases }, { renderMerged }] = await Promise.all([import('../store/index.ts'), import('../report/merged.ts')]);
      const merged = await mergeDatabases(databases, into, { now: new Date().toISOString() });
      if (json) printJson(merged);
      else print(renderMerged(merged));
    });
}

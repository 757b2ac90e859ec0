import type { Command } from 'commander';
import type { NamedStore } from '../pipeline/compare-runs.ts';
import { jsonOption, print, printJson } from './options.ts';

/** `evoke compare RUN RUN...`: several runs, of one or several databases, in one report. Writes nothing. */
export function registerCompare(program: Command): void {
  program.command('compare')
    .description('show several runs side by side: what can be compared, which is faster, which edits they share')
    .argument('<run...>', 'ids of the runs, or unique starts of them')
    .option('--db <path...>', 'the databases that hold them', ['runs/evoke.db'])
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke compare r-7f3a9c r-1b20de --db machine-a.db machine-b.db')
    .action(async (names: string[], { db, json }: { db: string[]; json?: boolean }) => {
      const [{ openStore }, { compareAll }, { renderComparison }] = await Promise.all([
        import('../store/index.ts'), import('../pipeline/compare-runs.ts'), import('../report/compare.ts'),
      ]);
      const stores: NamedStore[] = [];
      try {
        for (const path of new Set(db)) stores.push({ path, store: openStore(path, { readonly: true }) });
        const comparison = compareAll(stores, names);
        if (json) printJson(comparison);
        else print(renderComparison(comparison));
      } finally {
        for (const { store } of stores) store.close();
      }
    });
}

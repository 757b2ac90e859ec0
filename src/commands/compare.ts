import type { Command } from 'commander';
import type { NamedStore } from '../pipeline/compare-runs.ts';
import { jsonOption, print, printJson, usualDatabase } from './options.ts';

/** `evoke compare RUN RUN...`: several runs, of one or several databases, in one report. */
export function registerCompare(program: Command): void {
  program.command('compare')
    .description('show several runs side by side: what can be compared, which is faster, which edits they share')
    .argument('<run...>', 'ids of the runs, or unique starts of them')
    .option('--db <path...>', 'the databases that hold them', [usualDatabase])
    .option('--out <file>', 'write them as one HTML file too, with their progress side by side')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke compare r-7f3a9c r-1b20de --db machine-a.db machine-b.db --out compare.html')
    .action(async (names: string[], { db, out, json }: { db: string[]; out?: string; json?: boolean }) => {
      const [{ openStore }, { compareAll }, { renderComparison }, { renderComparisonPage }, { refuseUnwritable, writeWhole }] = await Promise.all([
        import('../store/index.ts'), import('../pipeline/compare-runs.ts'), import('../report/compare.ts'), import('../report/html/index.ts'), import('../util/files.ts'),
      ]);
      const stores: NamedStore[] = [];
      try {
        for (const path of new Set(db)) stores.push({ path, store: openStore(path, { readonly: true }) });
        if (out !== undefined) refuseUnwritable(out, db);
        const page = compareAll(stores, names);
        if (out !== undefined) writeWhole(out, renderComparisonPage(page));
        if (json) printJson({ ...page.comparison, ...(out !== undefined && { out }) });
        else print([renderComparison(page.comparison), ...(out === undefined ? [] : ['', `Written to ${out}: open it in a browser`])].join('\n'));
      } finally {
        for (const { store } of stores) store.close();
      }
    });
}

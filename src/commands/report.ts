import { Option, type Command } from 'commander';
import { databaseOption, jsonOption, print, printJson } from './options.ts';

interface ReportFlags { out: string; with: readonly string[]; db: string; json?: boolean }

/** `evoke report RUN`: a run as one HTML file. Reads while the run writes; measures nothing. */
export function registerReport(program: Command): void {
  program.command('report')
    .description('write a run as one HTML file that opens from disk: the answer, the search, the edits, the code')
    .argument('<run>', 'id of the run, or a unique start of it')
    .requiredOption('--out <file>', 'HTML file to write')
    .addOption(withOption()).addOption(databaseOption()).addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke report r-7f3a9c --out report.html')
    .action(async (name: string, { out, with: analyses, db, json }: ReportFlags) => {
      const [{ collectPage }, { readAnalyses }, { renderPage }, { openStore }, { refuseUnwritable, writeWhole }] = await Promise.all([
        import('../pipeline/report-run.ts'), import('../pipeline/report-analyses.ts'), import('../report/html/index.ts'), import('../store/index.ts'), import('../util/files.ts'),
      ]);
      const store = openStore(db, { readonly: true });
      try {
        refuseUnwritable(out, [db, ...analyses]);
        const { id } = store.runs.get(name);
        const page = renderPage(collectPage(store, id, readAnalyses(analyses, id)));
        writeWhole(out, page);
        const bytes = Buffer.byteLength(page);
        if (json) printJson({ runId: id, out, bytes });
        else print(`Report of run ${id} written to ${out} (${Math.ceil(bytes / 1000)} kB): open it in a browser`);
      } finally {
        store.close();
      }
    });
}

/** `--with FILE`, repeatable: what a page shows that only a measurement can tell. */
export function withOption(): Option {
  return new Option('--with <file>', 'what evoke interactions, transfer, minimize or scaling printed with --json, to show as well (repeatable)')
    .default([], 'none').argParser((file: string, before: readonly string[]) => [...before, file]);
}

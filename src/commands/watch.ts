import type { Command } from 'commander';
import { databaseOption, print, wholeNumber } from './options.ts';
import { withOption } from './report.ts';

interface WatchFlags { port: number; with: readonly string[]; db: string }

/** `evoke watch RUN`: the report, live in a browser on this machine while the run goes on. Ends on Ctrl-C. */
export function registerWatch(program: Command): void {
  program.command('watch')
    .description('serve the report of a run on this machine only, live while the run goes on')
    .argument('<run>', 'id of the run, or a unique start of it')
    .option('--port <n>', 'port on 127.0.0.1; 0: any that is free', wholeNumber(0, 65535), 7373)
    .addOption(withOption()).addOption(databaseOption())
    .addHelpText('after', '\nExample:\n  $ evoke watch r-7f3a9c --port 8080')
    .action(async (name: string, { port, with: analyses, db }: WatchFlags) => {
      const [{ collectPage, progressOf }, { readAnalyses }, { renderPage }, { openStore }, { servePage }] = await Promise.all([
        import('../pipeline/report-run.ts'), import('../pipeline/report-analyses.ts'), import('../report/html/index.ts'), import('../store/index.ts'), import('./page-server.ts'),
      ]);
      const store = openStore(db, { readonly: true });
      try {
        const { id } = store.runs.get(name);
        const found = readAnalyses(analyses, id);
        const server = await servePage({ port, page: () => renderPage(collectPage(store, id, found), { live: true }), progress: () => progressOf(store, id) });
        print(`Watching run ${id} at ${server.address} (Ctrl-C ends)`);
        await new Promise<void>((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
        await server.close();
      } finally {
        store.close();
      }
    });
}

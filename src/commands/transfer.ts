import type { Command } from 'commander';
import { databaseOption, jsonOption, print, printJson, wholeNumber } from './options.ts';

interface TransferFlags { device: string[]; workload: string[]; individual?: number; seed?: number; db: string; json?: boolean }

/** `evoke transfer RUN`: where else the gain holds. Writes nothing. */
export function registerTransfer(program: Command): void {
  program.command('transfer')
    .description('measure the edits of a run on other devices and workloads, the worst first')
    .argument('<run>', 'id of the run, or a unique start of it')
    .option('--device <name...>', 'devices beside the run\'s own', [])
    .option('--workload <name...>', 'workloads beside the run\'s own, by name or file', [])
    .option('--individual <n>', 'an individual of the run, such as what \'evoke minimize\' made; default: the best', wholeNumber(0))
    .option('--seed <n>', 'seed of inputs and measurements; default: the run\'s', wholeNumber(0))
    .addOption(databaseOption()).addOption(jsonOption())
    .addHelpText('after', '\nExit code 1: somewhere it is dead or surely slower than the unmodified kernel.\n\nExample:\n  $ evoke transfer r-7f3a9c --device gpujs:webasm --workload cuembed-readme-small')
    .action(async (name: string, { db, json, device, workload, ...options }: TransferFlags) => {
      const [{ transferRun }, { openStore }, { renderTransfer }, { progressDisplay }] = await Promise.all([
        import('../pipeline/transfer-run.ts'), import('../store/index.ts'), import('../report/transfer.ts'), import('./progress.ts'),
      ]);
      const store = openStore(db, { readonly: true });
      const { status, end } = progressDisplay(process.stderr);
      try {
        const report = await transferRun(store, name, { ...options, devices: device, workloads: workload, observe: status });
        end();
        if (json) printJson(report);
        else print(renderTransfer(report));
        if (report.summary.dead + report.summary.slower > 0) process.exitCode = 1;
      } finally {
        end();
        store.close();
      }
    });
}

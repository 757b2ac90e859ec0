import type { Command } from 'commander';
import { logOptions, type LogFlags } from './log-options.ts';
import { jsonOption, memorySize, print, printJson, wholeNumber } from './options.ts';

interface BatchFlags extends LogFlags { out?: string; dim?: number }

/** `evoke workloads deduplicate|hot-rows`: what the kernels for unique bags and for hot rows take, made of a log. */
export function registerBatches(workloads: Command): void {
  batchOptions(workloads.command('deduplicate')
    .description('find equal bags and keep each once: what pool-sum-unique takes, and whether it pays'))
    .option('--batch <n>', 'bags of a batch: equal bags are looked for within each; default: all', wholeNumber(1))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke workloads deduplicate clicks.parquet --column items --batch 4096 --dim 64 --out unique.npz')
    .action(async (what: string, { json, ...options }: BatchFlags & { batch?: number }) => {
      const [{ deduplicate }, { renderDeduplicated }] = await Promise.all([import('../pipeline/batches.ts'), import('../report/batches.ts')]);
      const result = await deduplicate({ what, ...options });
      if (json) printJson(result);
      else print(renderDeduplicated(what, result));
    });
  batchOptions(workloads.command('hot-rows')
    .description('choose the rows that a memory budget holds and part the bags that need no others: what pool-sum-hot takes'))
    .requiredOption('--budget <memory>', 'memory for hot rows, such as 256MB or 64MiB', memorySize)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke workloads hot-rows accesses.npz --budget 64MiB --dim 128 --out hot.npz')
    .action(async (what: string, { json, ...options }: BatchFlags & { budget: number }) => {
      const [{ hotRows }, { renderHotRows }] = await Promise.all([import('../pipeline/batches.ts'), import('../report/batches.ts')]);
      const result = await hotRows({ what, ...options });
      if (json) printJson(result);
      else print(renderHotRows(what, result));
    });
}

function batchOptions(command: Command): Command {
  return logOptions(command.argument('<file|workload>', 'access log, workload file or shipped workload'))
    .option('--dim <n>', 'values of four bytes in a row; default: the table\'s, else 32', wholeNumber(1))
    .option('--out <file>', 'write the arrays as an .npz');
}

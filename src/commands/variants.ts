import type { Command } from 'commander';
import { databaseOption, jsonOption, print, printJson, wholeNumber } from './options.ts';

interface VariantsFlags { out?: string; seed?: number; db: string; json?: boolean }

/** `evoke variants RUN RUN...`: several bests of one kernel with a chooser in front. Writes nothing into the database. */
export function registerVariants(program: Command): void {
  program.command('variants')
    .description('measure the bests of several runs of one kernel on all their workloads, and pick among them by the run-time sizes')
    .argument('<run...>', 'ids of the runs, or unique starts of them')
    .option('--out <dir>', 'write the kernels, the decision tree, and a module for gpu.js that picks')
    .option('--seed <n>', 'seed of inputs and measurements; default: the first run\'s', wholeNumber(0))
    .addOption(databaseOption()).addOption(jsonOption())
    .addHelpText('after', '\nExit code 1: a written package fails its own check.\n\nExample:\n  $ evoke variants r-7f3a9c r-1b20de --out my-pooling')
    .action(async (names: string[], { out, seed, db, json }: VariantsFlags) => {
      const [{ variantsOf }, { writeVariants }, { refuseUnusable }, { openStore }, { renderVariants }, { progressDisplay }] = await Promise.all([
        import('../pipeline/variants-run.ts'), import('../pipeline/variants-out.ts'), import('../pipeline/export.ts'), import('../store/index.ts'), import('../report/variants.ts'), import('./progress.ts'),
      ]);
      if (out !== undefined) refuseUnusable(out);
      const store = openStore(db, { readonly: true });
      const { status, end } = progressDisplay(process.stderr);
      try {
        const variants = await variantsOf(store, names, { ...(seed !== undefined && { seed }), observe: status });
        const written = out === undefined ? null : await writeVariants(variants, out);
        end();
        if (json) printJson({ ...variants.report, written });
        else print([renderVariants(variants.report), ...(written ? ['', writtenText(written)] : [])].join('\n'));
        if (written?.selfChecks.some(({ ok }) => !ok)) process.exitCode = 1;
      } finally {
        end();
        store.close();
      }
    });
}

function writtenText({ folder, files, noDispatcher, selfChecks }: { folder: string; files: readonly string[]; noDispatcher: string | null; selfChecks: readonly { kernel: string; ok: boolean; output: string }[] }): string {
  return [
    `Written to ${folder}: ${files.length} files${noDispatcher === null ? '; index.js picks' : `, without a module that picks: ${noDispatcher}`}`,
    ...selfChecks.map(({ kernel, ok, output }) => `Self-check of ${kernel}: ${ok ? output.split('\n').at(-1)! : output}`),
  ].join('\n');
}

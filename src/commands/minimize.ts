import { InvalidArgumentError, type Command } from 'commander';
import type { Store } from '../store/index.ts';
import { databaseOption, jsonOption, print, printJson, wholeNumber } from './options.ts';

interface MinimizeFlags { bound: number; seed?: number; db: string; json?: boolean }

/** `evoke minimize RUN`: the smallest edit set that keeps the gain, as a new individual of the run. */
export function registerMinimize(program: Command): void {
  program.command('minimize')
    .description('find the smallest set of edits that keeps the gain of a finished run')
    .argument('<run>', 'id of the run, or a unique start of it')
    .option('--bound <share>', 'how much slower than the run\'s best it may be, in all: 1% or 0.01', share, 0.01)
    .option('--seed <n>', 'seed of the order of removals and of the measurements; default: the run\'s', wholeNumber(0))
    .addOption(databaseOption()).addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke minimize r-7f3a9c --bound 2%')
    .action(async (name: string, { db, json, bound, seed }: MinimizeFlags) => {
      const [{ minimiseRun }, { openStore }, { renderMinimised }, { progressDisplay }] = await Promise.all([
        import('../pipeline/minimise-run.ts'), import('../store/index.ts'), import('../report/minimised.ts'), import('./progress.ts'),
      ]);
      const store = openStore(db, { readonly: true });
      let book: Store | undefined;
      const { status, end } = progressDisplay(process.stderr);
      try {
        const report = await minimiseRun(store, name, { bound, observe: status, forWriting: () => (book = openStore(db, { existing: true })), ...(seed !== undefined && { seed }) });
        end();
        if (json) printJson(report);
        else print(renderMinimised(report));
        if (report.minimised.individual === null) process.exitCode = 1;
      } finally {
        end();
        book?.close();
        store.close();
      }
    });
}

/** `1%` or `0.01`, from 0 to 50 %. */
export function share(text: string): number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim()) ?? [];
  const value = Number(digits) / (percent ? 100 : 1);
  if (!(value >= 0 && value <= 0.5)) throw new InvalidArgumentError('allowed: a share from 0 to 50%, such as 1% or 0.01');
  return value;
}

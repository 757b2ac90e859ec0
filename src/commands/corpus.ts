import type { Command } from 'commander';
import { jsonOption, print, printJson, wholeNumber } from './options.ts';

interface ScoreFlags { wrong: number; right: number; seed: number; device?: string; folder?: string; json?: boolean }

/** `evoke corpus score`: how good the tests are; exit code 1 if a known-wrong mutant gets away or a right one does not. */
export function registerCorpus(program: Command): void {
  const corpus = program.command('corpus').description('the tests under test: known-wrong mutants and right rewrites')
    .addHelpText('after', '\nExample:\n  $ evoke corpus score');
  corpus.command('score')
    .description('put known-wrong mutants and right rewrites through the gates: the share killed by gate and by hostile case, and false alarms')
    .option('--wrong <n>', 'known-wrong mutants drawn, beside those written by hand', wholeNumber(0), 300)
    .option('--right <n>', 'rewrites that keep the meaning', wholeNumber(0), 240)
    .option('--device <name>', 'runs what passes the checking interpreter on a device too')
    .option('--folder <dir>', 'kernels (NAME.js) and mistakes (NAME.json) of your own instead of the shipped ones')
    .option('--seed <n>', 'seed of the mutants and of the hostile inputs', wholeNumber(0), 1)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ evoke corpus score --wrong 1000')
    .action(async ({ json, ...request }: ScoreFlags) => {
      const [{ corpusScore, isPerfect }, { renderCorpusScore }] = await Promise.all([import('../pipeline/corpus-score.ts'), import('../report/corpus-score.ts')]);
      const score = await corpusScore({ ...request, progress: (kernel) => { if (process.stderr.isTTY) console.error(kernel); } });
      if (json) printJson(score);
      else print(renderCorpusScore(score));
      if (!isPerfect(score)) process.exitCode = 1;
    });
}

import { printKernel } from '../dialect/index.ts';
import { applyGenome } from '../edits/genome.ts';
import { operatorsByName } from '../edits/index.ts';
import { choiceLines, dispatcherFiles, type Choice } from '../exports/dispatcher.ts';
import { formatNamed, namesOf, packageTexts } from '../exports/index.ts';
import { writePackage } from '../exports/package-folder.ts';
import { runCommand } from '../exports/run-command.ts';
import { kernelsIn, PLAIN, type DecisionTree } from '../lineage/index.ts';
import { UserError } from '../util/errors.ts';
import { showSize } from '../util/size-expression.ts';
import { requestOf, runProvenance } from './export.ts';
import type { Variants } from './variants-run.ts';

/** What was written. */
export interface WrittenVariants {
  readonly folder: string;
  readonly files: readonly string[];
  /** Why there are kernel files and the tree only, and no module that picks; null where there is one. */
  readonly noDispatcher: string | null;
  /** The word of each package's self-check. */
  readonly selfChecks: readonly { readonly kernel: string; readonly ok: boolean; readonly output: string }[];
}

/** The tree with kernels by name and features as sizes. */
export function choiceOf(tree: DecisionTree, { report, features }: Pick<Variants, 'report' | 'features'>): Choice {
  if ('kernel' in tree) return { kernel: report.kernels[tree.kernel]!.name };
  const { feature, at, below, above } = tree;
  return { feature: features[feature]!, at, below: choiceOf(below, { report, features }), above: choiceOf(above, { report, features }) };
}

/**
 * Writes the plain kernel and every kernel that the tree picks, each in a folder of its name, the tree as `variants.json`,
 * and, where gpu.js can run them all, a package each and a module in front that picks. All of it or nothing.
 */
export async function writeVariants(variants: Variants, out: string): Promise<WrittenVariants> {
  const { report, source, genomes, runs } = variants;
  const choice = choiceOf(report.tree, variants);
  const picked = kernelsIn(report.tree).add(PLAIN);
  const used = report.kernels.map((kernel, number) => ({ ...kernel, number })).filter(({ number }) => picked.has(number));
  const texts: Record<string, string> = {};
  for (const { name, number } of used) texts[`${name}/kernel.js`] = number === PLAIN ? source.text : printKernel(applyGenome(source.kernel, genomes[number]!, operatorsByName).kernel);
  let noDispatcher: string | null = null;
  try {
    for (const { name, number, runs: [found] } of used) {
      const { run, configuration } = runs.find((each) => each.run.id === found) ?? runs[0]!;
      const provenance = runProvenance(run, genomes[number]!, {});
      const files = packageTexts(requestOf(source, genomes[number]!, { spec: run.workload, directory: configuration.workload.directory }, { format: 'gpujs', out, provenance }));
      for (const [file, text] of Object.entries(files)) texts[`${name}/${file}`] = text;
    }
    const header = [`Picks one of ${used.length} kernels by the run-time sizes of a call; found by Evoke on ${report.device} (${report.hardware}):`, ...choiceLines(choice, '  ')];
    Object.assign(texts, dispatcherFiles({ signature: source.kernel.signature, fixed: report.fixed, choice, plain: 'plain', header }));
    texts['package.json'] = `${JSON.stringify({ name: `${namesOf(source.kernel.signature).package}-variants`, version: '1.0.0', type: 'module', exports: { '.': { types: './index.d.ts', default: './index.js' } }, types: './index.d.ts' }, null, 2)}\n`;
  } catch (thrown) {
    if (!(thrown instanceof UserError)) throw thrown;
    noDispatcher = thrown.message;
    for (const file of Object.keys(texts)) if (!file.endsWith('/kernel.js')) delete texts[file];
  }
  texts['variants.json'] = `${JSON.stringify(described(variants, choice, used.map(({ name }) => name)), null, 2)}\n`;
  const { folder, files } = writePackage(out, texts, { format: 'variants', kernel: report.kernel });
  const selfChecks = [];
  for (const { name } of noDispatcher === null ? used : []) {
    const { ok, output } = await runCommand(formatNamed('gpujs').selfCheck(), `${folder}/${name}`);
    selfChecks.push({ kernel: name, ok, output: output.trim() });
  }
  return { folder, files, noDispatcher, selfChecks };
}

/** The report with the tree in words that need no other table, and where each kernel's file is. */
function described({ report, features }: Variants, choice: Choice, used: readonly string[]): object {
  const named = (part: Choice): object => ('kernel' in part ? part : { feature: showSize(part.feature), at: part.at, below: named(part.below), above: named(part.above) });
  return {
    ...report, tree: named(choice),
    kernels: report.kernels.map((kernel) => ({ ...kernel, file: used.includes(kernel.name) ? `${kernel.name}/kernel.js` : null })),
    /** Beyond these the tree is not wrong, but nothing was measured. */
    measured: features.map((feature, at) => {
      const values = report.places.map((place) => place.features[at]!);
      return { feature: showSize(feature), from: Math.min(...values), to: Math.max(...values) };
    }),
  };
}

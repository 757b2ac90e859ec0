import type { DecisionTree, VariantPlace, VariantsReport } from '../lineage/index.ts';
import { plural, showFactor } from './analysis.ts';
import { renderTable, terminalWidth, type Column } from './table.ts';

/** What `evoke variants` found, in words: the tree, then every workload, that of the greatest regret first. */
export function renderVariants(report: VariantsReport, width = terminalWidth()): string {
  const { kernels, places, estimate } = report;
  const show = (place: VariantPlace, kernel: number) => {
    const found = place.gains[kernel]!;
    if (kernel === 0) return '1';
    return found.kind === 'gain' ? `${showFactor(found.gain, estimate)} ${found.verdict}` : `dead: ${found.outcome}`;
  };
  const columns: readonly Column<VariantPlace>[] = [
    { title: 'workload', text: ({ workload }) => workload },
    ...report.features.map((feature, at): Column<VariantPlace> => ({ title: feature, text: ({ features }) => showSize(features[at]!), right: true })),
    ...kernels.map(({ name }, kernel): Column<VariantPlace> => ({ title: name, text: (place) => show(place, kernel) })),
    { title: 'picked', text: ({ picked }) => kernels[picked]!.name },
    { title: 'measured once more', text: ({ picked, gain, verdict }) => (picked === 0 ? 'is the plain one' : `${showFactor(gain, estimate)} ${verdict}`) },
    { title: 'regret', text: ({ regret }) => `${(100 * regret).toFixed(1)} %`, right: true },
  ];
  const single = kernels.filter(({ mean }, at) => at > 0 && mean !== null).sort((a, b) => b.mean! - a.mean!)[0];
  return [
    `${plural(kernels.length - 1, 'variant')} of ${report.kernel} and the plain kernel on ${report.device} (${report.hardware}), ${plural(places.length, 'workload')}`,
    ...(estimate ? ['All figures are ESTIMATES of a model, not measurements.'] : []),
    `Picked by the run-time sizes: ${report.mean.toFixed(3)}× on the mean, below the plain kernel on none.${single ? ` The best single kernel, ${single.name}: ${single.mean!.toFixed(3)}×.` : ''}`,
    ...(report.withdrawn.length > 0 ? [`Back to the plain kernel, as what was picked was no faster when measured once more: ${report.withdrawn.join(', ')}.`] : []),
    '', ...treeLines(report.tree, report), '', renderTable(places, columns, { width }),
  ].join('\n');
}

function treeLines(tree: DecisionTree, report: VariantsReport, indent = ''): string[] {
  if ('kernel' in tree) return [`${indent}${report.kernels[tree.kernel]!.name}`];
  const question = (sign: string) => `${indent}where ${report.features[tree.feature]} ${sign} ${tree.at}:`;
  return [question('≤'), ...treeLines(tree.below, report, `${indent}  `), question('>'), ...treeLines(tree.above, report, `${indent}  `)];
}

function showSize(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}

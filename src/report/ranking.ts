import type { Ranking } from '../model/index.ts';

/** How well the model ranks variants against a device's times, as a Markdown table. */
export function renderRanking({ device, hardware, model, kernels }: Ranking): string {
  return [
    `Times on ${device} (${hardware}) against the costs of ${model}, an estimate:`, '',
    "| kernel | workload | variants | Kendall's τ | best over plain, timed | modelled |", '|---|---|---|---|---|---|',
    ...kernels.map(({ kernel, workload, variants, tau, best }) => `| ${kernel} | ${workload} | ${variants} | ${tau.toFixed(3)} | ${best.timed.toFixed(2)}× | ${best.modelled.toFixed(2)}× |`),
  ].join('\n');
}

import type { Ranking } from '../model/index.ts';
import { cutOff } from './card.ts';

/** How well the model ranks variants against a device's times, as a Markdown table. */
export function renderRanking({ device, hardware, model, kernels, unfinished }: Ranking): string {
  const left = kernels.flatMap(({ kernel, left: reasons }) => reasons.map((reason) => `- variants of ${kernel}, ${reason}`));
  return [
    ...cutOff(unfinished).flatMap((line) => [line, '']),
    `Times on ${device} (${hardware}) against the costs of ${model}, an estimate:`, '',
    "| kernel | workload | variants | Kendall's τ | best over plain, timed | modelled |", '|---|---|---|---|---|---|',
    ...kernels.map(({ kernel, workload, variants, tau, best }) => (variants < 2 ? `| ${kernel} | ${workload} | ${variants} | – | – | – |`
      : `| ${kernel} | ${workload} | ${variants} | ${tau.toFixed(3)} | ${best.timed.toFixed(2)}× | ${best.modelled.toFixed(2)}× |`)),
    ...(left.length > 0 ? ['', 'Not ranked:', ...left] : []),
  ].join('\n');
}

/** How well the model ranks variants against a device's times, as a Markdown table. */
export interface RankingText {
  readonly device: string;
  readonly hardware: string;
  readonly model: string;
  readonly kernels: readonly {
    readonly kernel: string; readonly workload: string; readonly variants: number; readonly tau: number;
    readonly best: { readonly timed: number; readonly modelled: number };
  }[];
}

export function renderRanking({ device, hardware, model, kernels }: RankingText): string {
  return [
    `Times on ${device} (${hardware}) against the costs of ${model}, an estimate:`, '',
    "| kernel | workload | variants | Kendall's τ | best over plain, timed | modelled |", '|---|---|---|---|---|---|',
    ...kernels.map(({ kernel, workload, variants, tau, best }) => `| ${kernel} | ${workload} | ${variants} | ${tau.toFixed(3)} | ${best.timed.toFixed(2)}× | ${best.modelled.toFixed(2)}× |`),
  ].join('\n');
}

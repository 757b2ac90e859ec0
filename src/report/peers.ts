/** The bench against PyTorch as a Markdown table. */

interface PeersLine { readonly contender: string; readonly error: number; readonly cold: Time; readonly warm: Time }
interface Time { readonly median: number; readonly fastest: number; readonly slowest: number }

export interface PeersText {
  readonly card: string;
  readonly pytorch: string;
  readonly cuda: string;
  readonly workloads: readonly { readonly workload: string; readonly operation: string; readonly bytes: number; readonly results: readonly PeersLine[] }[];
  readonly left: readonly string[];
}

export function renderPeers({ card, pytorch, cuda, workloads, left }: PeersText): string {
  const rows = workloads.flatMap(({ workload, operation, bytes, results }) => {
    const best = Math.min(...results.filter(({ contender }) => contender.startsWith('PyTorch')).map(({ cold }) => cold.median));
    return results.map(({ contender, cold, warm }) => [
      '', workload, operation, contender, show(cold), `${(bytes / cold.median).toFixed(0)} GB/s`,
      Number.isFinite(best) ? `${(best / cold.median).toFixed(2)}×` : '–', show(warm), '',
    ].join(' | ').trim());
  });
  return [
    `${card}, PyTorch ${pytorch}, CUDA ${cuda}. Cold: the cache is flushed before each launch. Figures are medians, in brackets the fastest and slowest round.`,
    ['| workload | operation | contender | cold | bytes that must move over time | against PyTorch\'s best, cold | warm |', '|---|---|---|---|---|---|---|', ...rows].join('\n'),
    ...(left.length > 0 ? [['Not measured:', ...left.map((line) => `- ${line}`)].join('\n')] : []),
  ].join('\n\n');
}

function show({ median, fastest, slowest }: Time): string {
  const micro = (nanoseconds: number) => (nanoseconds / 1000).toFixed(nanoseconds < 1e5 ? 2 : 0);
  return `${micro(median)} µs (${micro(fastest)} to ${micro(slowest)})`;
}

import type { PeersReport, PeerTime } from '../model/index.ts';
import { cutOff } from './card.ts';

/** The bench against PyTorch as a Markdown table. */

export function renderPeers({ card, pytorch, cuda, terms, workloads, left, unfinished }: PeersReport): string {
  const rows = workloads.flatMap(({ workload, operation, bytes, results }) => {
    const best = Math.min(...results.filter(({ contender }) => contender.startsWith('PyTorch')).map(({ cold }) => cold.median));
    return results.map(({ contender, cold, warm }) => [
      '', workload, operation, contender, show(cold), `${(bytes / cold.median).toFixed(0)} GB/s`,
      Number.isFinite(best) ? `${(best / cold.median).toFixed(2)}×` : '–', show(warm), '',
    ].join(' | ').trim());
  });
  return [
    ...cutOff(unfinished),
    `${card}, PyTorch ${pytorch}, CUDA ${cuda}. Cold: the cache is flushed before each launch. Figures are medians, in brackets the fastest and slowest round. ${terms.join(' ')}`,
    ['| workload | operation | contender | cold | bytes that must move over time | against PyTorch\'s best, cold | warm |', '|---|---|---|---|---|---|---|', ...rows].join('\n'),
    ...(left.length > 0 ? [['Not measured:', ...left.map((line) => `- ${line}`)].join('\n')] : []),
  ].join('\n\n');
}

function show({ median, fastest, slowest }: PeerTime): string {
  const micro = (nanoseconds: number) => (nanoseconds / 1000).toFixed(nanoseconds < 1e5 ? 2 : 0);
  return `${micro(median)} µs (${micro(fastest)} to ${micro(slowest)})`;
}

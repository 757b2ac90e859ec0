import { expect, it } from 'vitest';
import { renderPeers } from '../../src/report/peers.ts';
import { renderRanking } from '../../src/report/ranking.ts';

const terms = ['All alike.', 'All checked.'];
const time = (median: number) => ({ median, fastest: median * 0.99, slowest: median * 1.02 });

it('sets every contender against the best of PyTorch', () => {
  expect(renderPeers({
    card: 'a card', pytorch: '2.11', cuda: '13.0', terms, unfinished: ['bmm on dot'], left: ['PyTorch bmm, compiled on dot: no compiler'],
    workloads: [{
      workload: 'w', operation: 'gather', bytes: 2e6,
      results: [
        { contender: 'evoke hand-tuned', error: 0, poisoned: 1, cold: time(1000), warm: time(500) },
        { contender: 'PyTorch F.embedding, eager', error: 0, poisoned: 1, cold: time(3000), warm: time(2500) },
        { contender: 'PyTorch F.embedding, compiled', error: 0, poisoned: 1, cold: time(2000), warm: time(1500) },
      ],
    }],
  })).toMatchInlineSnapshot(`
    "NOT WHOLE: this was written before these were measured: bmm on dot.

    a card, PyTorch 2.11, CUDA 13.0. Cold: the cache is flushed before each launch. Figures are medians, in brackets the fastest and slowest round. All alike. All checked.

    | workload | operation | contender | cold | bytes that must move over time | against PyTorch's best, cold | warm |
    |---|---|---|---|---|---|---|
    | w | gather | evoke hand-tuned | 1.00 µs (0.99 to 1.02) | 2000 GB/s | 2.00× | 0.50 µs (0.49 to 0.51) |
    | w | gather | PyTorch F.embedding, eager | 3.00 µs (2.97 to 3.06) | 667 GB/s | 0.67× | 2.50 µs (2.48 to 2.55) |
    | w | gather | PyTorch F.embedding, compiled | 2.00 µs (1.98 to 2.04) | 1000 GB/s | 1.00× | 1.50 µs (1.49 to 1.53) |

    Not measured:
    - PyTorch bmm, compiled on dot: no compiler"
  `);
});

it('says of a ranking that one side is an estimate', () => {
  expect(renderRanking({ device: 'cuda', hardware: 'a card', model: 'h200-like (modelled)', unfinished: ['pool-sum'], kernels: [{ kernel: 'gather', workload: 'w', variants: 50, left: ['2 of 52: wrong when timed'], tau: 0.75, points: [], best: { timed: 3, modelled: 2.5 } }] }))
    .toMatch(/^NOT WHOLE: this was written before these were measured: pool-sum\.\n\nTimes on cuda .* against the costs of h200-like \(modelled\), an estimate[^]*\| 50 \| 0\.750 [^]*- variants of gather, 2 of 52: wrong when timed$/);
});

import { expect, test } from 'vitest';
import type { TransferPlace, TransferReport } from '../../src/lineage/index.ts';
import { renderTransfer } from '../../src/report/transfer.ts';

const gain = (estimate: number, verdict: 'FAST' | 'SLOW' | 'AMBIGUOUS') => ({ kind: 'gain', gain: { estimate, low: estimate * 0.99, high: estimate * 1.01 }, verdict } as const);
const place = (changes: Partial<TransferPlace>): TransferPlace => ({
  device: 'gpujs:webasm', hardware: 'a processor', estimate: false, workload: 'tiny', home: false, noiseFloor: 0.005, evaluations: 3, whole: gain(1.5, 'FAST'), edits: [gain(1.2, 'FAST'), { kind: 'needed', outcome: 'wrong' }], ...changes,
});
const report: TransferReport = {
  runId: 'r-7f3a9c', kernel: 'poolSum', individual: 40, seed: 1,
  edits: [{ id: 'e0f00d', operator: 'unroll-loop', target: 'n4', position: 0, where: '3:1' }, { id: 'e1f00d', operator: 'specialise-size', target: 'n5', position: 2, where: null }],
  places: [
    place({ workload: 'wide', whole: { kind: 'dead', outcome: 'wrong' }, edits: [{ kind: 'dead', outcome: 'wrong' }, { kind: 'breaks', ...{ gain: gain(1.3, 'FAST').gain, verdict: 'FAST' } }] }),
    place({ workload: 'long', whole: gain(0.9, 'SLOW') }), place({ device: 'model', hardware: 'a card on paper', estimate: true, home: true }),
  ],
  summary: { mean: 1.16, dead: 1, slower: 1, spread: 1.67 },
};

test('the worst place first, the loss that the mean hides, and which edit breaks the whole', () => {
  expect(renderTransfer(report, 200)).toMatchInlineSnapshot(`
    "poolSum, individual 40 of run r-7f3a9c: 2 edits in 3 places, the worst first
    Figures of model are ESTIMATES of a model, not measurements.
    Worst: dead: wrong on gpujs:webasm, wide. Mean 1.160× among those where it lives (1 not), best 1.670 times the worst. That mean hides a loss.

    place               hardware         whole genome
    gpujs:webasm, wide  a processor      dead: wrong
    gpujs:webasm, long  a processor      0.900× (0.891 to 0.909) SLOW
    model, tiny         a card on paper  1.500× FAST                   where the run searched

    what the edit brings to the whole    gpujs:webasm, wide                             gpujs:webasm, long            model, tiny
    1  e0f00d  unroll-loop  3:1          dead: wrong                                    1.200× (1.188 to 1.212) FAST  1.200× FAST
    3  e1f00d  specialise-size  unknown  breaks it (else 1.300× (1.287 to 1.313) FAST)  needed (else wrong)           needed (else wrong)

    "breaks it": the whole is dead there, and lives without that edit."
  `);
});

test('a gain that holds everywhere hides nothing', () => {
  const text = renderTransfer({ ...report, places: [place({})], summary: { mean: 1.5, dead: 0, slower: 0, spread: 1 } }, 200);
  expect(text).toContain('Worst: 1.500× (1.485 to 1.515) FAST on gpujs:webasm, tiny. Mean 1.500×, best 1.000 times the worst.\n');
  expect(text).not.toContain('hides');
});

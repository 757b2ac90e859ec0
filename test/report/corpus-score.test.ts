import { expect, test } from 'vitest';
import type { CorpusScore } from '../../src/model/index.ts';
import { renderCorpusScore } from '../../src/report/corpus-score.ts';

const score: CorpusScore = {
  seed: 1, device: null, kernels: 2,
  operations: [{ operation: 'gather', tried: 10, killed: 10 }, { operation: 'pool-sum', tried: 1991, killed: 1990 }],
  wrong: { tried: 2001, killed: 2000, written: 1, notShown: [
    { kernel: 'gather', mistake: 'is not wrong', written: true, gate: null }, { kernel: 'gather', mistake: 'a store is forgotten', written: false, gate: 'held-out' },
    { kernel: 'gather', mistake: 'another axis', written: false, gate: null },
  ] },
  gates: [{ gate: 'check', tried: 2001, killed: 0 }, { gate: 'sanitizer', tried: 2001, killed: 1500 }, { gate: 'oracle', tried: 501, killed: 400 }, { gate: 'held-out', tried: 101, killed: 100 }],
  cases: [
    { gate: 'tiny', name: 'one bag', tried: 2001, killed: 1200, alone: 3 }, { gate: 'tiny', name: 'no bags', tried: 2001, killed: 0, alone: 0 },
    { gate: 'held-out', name: 'width 33', tried: 2001, killed: 1900, alone: 0 }, { gate: 'held-out', name: 'no bags', tried: 2001, killed: 0, alone: 0 },
  ],
  survivors: [{ kernel: 'pool-sum', change: 'forgets a width', detail: 'random input 7: pooled[0][0]: got 0, expected 1', text: 'export default function f() {\n  return 0;\n}\n' }],
  rewrites: 200,
  refused: [{ kernel: 'gather', change: 'unroll-loop', detail: 'wrong in case \'one bag\'', text: 'export default function g() {\n}\n' }],
};

test('what kills, what kills nothing, and in full what got away', () => {
  expect(renderCorpusScore(score, 160)).toMatchInlineSnapshot(`
    "2001 known-wrong mutants of 2 kernels (1 written by hand, 2000 drawn), 200 right rewrites, seed 1

    operation  wrong  killed    share
    gather        10      10  100.0 %
    pool-sum    1991    1990   99.9 %

    gate       came  died  of all
    check      2001     0   0.0 %
    sanitizer  2001  1500  74.9 %
    oracle      501   400  19.9 %
    held-out    101   100   4.9 %

    gate      case      wrong  killed   share  alone
    tiny      one bag    2001    1200  59.9 %      3
    tiny      no bags    2001       0   0.0 %      0
    held-out  width 33   2001    1900  94.9 %      0
    held-out  no bags    2001       0   0.0 %      0

    Cases that kill nothing:
      tiny: no bags
      held-out: no bags

    Cases that kill nothing that others of their gate do not:
      held-out: width 33

    3 more were not shown to be wrong by random inputs and do not count; gates refuse 1 of them
      gather: is not wrong
      gather: a store is forgotten (refused: held-out)

    NOT KILLED: pool-sum: forgets a width
      random input 7: pooled[0][0]: got 0, expected 1
        export default function f() {
          return 0;
        }

    REFUSED, BUT RIGHT: gather: unroll-loop
      wrong in case 'one bag'
        export default function g() {
        }

    killed 2000 of 2001 known-wrong mutants: 99.9 %; refused 1 of 200 right rewrites"
  `);
});

test('nothing to complain of is said in few words', () => {
  const text = renderCorpusScore({ ...score, wrong: { ...score.wrong, killed: 2001, notShown: [] }, survivors: [], refused: [] }, 160);
  expect(text).not.toMatch(/NOT KILLED|REFUSED|do not count/);
  expect(text).toMatch(/killed 2001 of 2001 known-wrong mutants: 100\.0 %; refused 0 of 200 right rewrites$/);
});

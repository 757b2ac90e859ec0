import { expect, test } from 'vitest';
import type { InteractionReport } from '../../src/lineage/index.ts';
import { renderInteractions } from '../../src/report/interactions.ts';

const about = (estimate: number) => ({ estimate, low: estimate * 0.99, high: estimate * 1.01 });
const report: InteractionReport = {
  runId: 'r-7f3a9c', kernel: 'poolSum', workload: 'tiny', device: 'gpujs:webasm', hardware: 'a processor', estimate: false, noiseFloor: 0.005, seed: 1, evaluations: 31,
  individual: 40, budget: 50, least: 0.01, speedup: about(1.5), inactive: ['e9dead'], unmeasured: 2,
  edits: [
    { id: 'e0f00d', operator: 'unroll-loop', target: 'n4', position: 0, where: '3:1', alone: about(1.1), lost: { dead: 'wrong' }, needs: [], credit: about(1.2), group: 1 },
    { id: 'e1f00d', operator: 'copy-statement', target: 'n5', position: 2, where: null, alone: { dead: 'wrong' }, lost: about(1.2), needs: ['e0f00d'], credit: about(1.15), group: 1 },
    { id: 'e2f00d', operator: 'hoist-invariant', target: 'n6', position: 3, where: '4:2', alone: null, lost: about(1.08), needs: [], credit: null, group: null },
  ],
  pairs: [
    { edits: [['e0f00d'], ['e1f00d']], among: 'whole', factor: null, dead: 'neither' },
    { edits: [['e0f00d', 'e1f00d'], ['e2f00d']], among: 'alone', factor: about(0.9), dead: null },
    { edits: [['e0f00d'], ['e2f00d']], among: 'whole', factor: about(1.3), dead: null },
  ],
  groups: [{ edits: ['e0f00d', 'e1f00d'], gain: about(1.4), credit: 'sampled orders' }],
};

test('groups, each edit alone and missing, what it is dead without, pairs and what was left out', () => {
  expect(renderInteractions(report, 180)).toMatchInlineSnapshot(`
    "poolSum on gpujs:webasm (a processor), workload tiny, run r-7f3a9c
    The whole genome is 1.500× (1.485 to 1.515) as fast as the unmodified kernel. 1 group of edits that need each other, 1 edit that needs nobody.
      group 1: edits 1, 3; without them the whole loses 1.400× (1.386 to 1.414); credit from sampled orders
    1 further edit of the genome does nothing; 'evoke minimize' takes them away.
    When the budget of 50 ended, 2 pairs had not been measured, the least suspicious ones: a group may be larger than shown.
    31 evaluations; a factor within 1.0 % of 1 counts as none

    #  edit    operator         where    alone                    lost without it          credit                   group  dead without
    1  e0f00d  unroll-loop      3:1      1.100× (1.089 to 1.111)  dead: wrong              1.200× (1.188 to 1.212)  1
    3  e1f00d  copy-statement   unknown  dead: wrong              1.200× (1.188 to 1.212)  1.150× (1.138 to 1.161)  1      1
    4  e2f00d  hoist-invariant  4:2      not measured             1.080× (1.069 to 1.091)  not measured

    pair       measured                  interaction
    1 and 3    within the whole          dead without either: one must be there
    1+3 and 4  on the unmodified kernel  0.900× (0.891 to 0.909), both do the same, in part
    1 and 4    within the whole          1.300× (1.287 to 1.313), more together than apart"
  `);
});

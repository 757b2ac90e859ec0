import { describe, expect, it } from 'vitest';
import { curveOf } from '../../../src/report/html/curve.ts';
import { floorOf } from '../../../src/report/html/floor.ts';
import { interactionMatrix } from '../../../src/report/html/interactions.ts';
import { outcomeBars } from '../../../src/report/html/outcomes.ts';
import { transferCell } from '../../../src/report/html/transfer.ts';
import { exactly, interactionReport, runPage } from './pages.ts';

describe('what the charts show', () => {
  it('the curve: first looks and confirmed bests of each arm as times', () => {
    expect(curveOf(runPage())).toEqual({
      unit: 'ns', unmodified: 3000, floor: 500, evaluations: 90,
      series: [
        { name: 'evolution', look: 'evolution', evaluations: 90, looks: [{ x: 4, y: 1875, individual: 4, speedup: 1.6 }], confirmed: [{ x: 21, y: 2000, individual: 7, speedup: 1.5 }] },
        { name: 'random search', look: 'random', evaluations: 90, looks: [], confirmed: [{ x: 51, y: 2500, individual: 9, speedup: 1.2 }] },
      ],
    });
  });

  it('outcomes in the order of the gates, each with both arms, none that nobody had', () => {
    expect(outcomeBars(runPage().arms).map(({ kind, arms }) => [kind, ...arms.map(({ count }) => count)])).toEqual([['race', 10, 0], ['wrong', 20, 80], ['measured', 60, 10]]);
    expect(outcomeBars(runPage().arms)[1]!.arms[0]!.share).toBeCloseTo(20 / 90);
    expect(outcomeBars([])).toEqual([]);
  });

  it('the floor: bytes over time beside the bandwidth', () => {
    expect(floorOf(runPage())).toEqual({
      unit: 'ns', floor: 500, bytes: 20_000, bandwidth: 40,
      bars: [{ name: 'unmodified', time: 3000, share: 500 / 3000, bandwidth: 20 / 3 }, { name: 'random search', time: 2500, share: 0.2, bandwidth: 8 }, { name: 'best', time: 2000, share: 0.25, bandwidth: 10 }],
    });
    expect(floorOf(runPage({ figures: { ...runPage().figures, physicalFloor: null } }))).toBeNull();
    expect(floorOf(runPage({ figures: { ...runPage().figures, bytes: null } }))).toMatchObject({ bandwidth: null, bars: [{ bandwidth: null }, {}, {}] });
  });

  it('interactions: alone on the diagonal, on the unmodified kernel above, within the whole below', () => {
    expect(interactionMatrix(interactionReport()).map((row) => row.map(({ kind, text }) => `${kind} ${text}`))).toEqual([
      ['own 1.100×', 'help 1.250×', 'none ·'],
      ['hinder 0.900×', 'own 1.100×', 'none ·'],
      ['needs needs', 'dead dead', 'own dead'],
    ]);
    expect(interactionMatrix(interactionReport())[0]![1]!.said).toBe('edits 1 and 2: 1.250× (1.230 to 1.270) more together than apart on the unmodified kernel');
  });

  it('transfer: a verdict beside every gain, and what is dead by its name', () => {
    expect(transferCell({ kind: 'gain', gain: exactly(0.8, 0.01), verdict: 'SLOW' }, false)).toEqual({ kind: 'hinder', text: '0.800× SLOW', said: '0.800× (0.790 to 0.810) SLOW' });
    expect(transferCell({ kind: 'dead', outcome: 'unsupported' }, false)).toEqual({ kind: 'dead', text: 'dead: unsupported', said: 'dead, unsupported' });
    expect(transferCell({ kind: 'breaks', gain: exactly(2), verdict: 'FAST' }, true).said).toBe('breaks it, else 2.000× FAST');
    expect(transferCell({ kind: 'needed', outcome: 'wrong' }, true).text).toBe('needed');
  });
});

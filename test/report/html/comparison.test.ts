import { describe, expect, it } from 'vitest';
import { compareRuns, type ComparedRun } from '../../../src/lineage/index.ts';
import { headlineOf } from '../../../src/report/html/comparison.ts';
import { renderComparisonPage, type ArmPage } from '../../../src/report/html/index.ts';
import { comparedRun as run } from '../../lineage/compared-run.ts';
import { runPage } from './pages.ts';

const [evolution] = runPage().arms as [ArmPage];
const twice = { ...run('r-2').figures!, speedup: { estimate: 4, low: 3.9, high: 4.1 } };
const pageOf = (runs: readonly ComparedRun[], arms: readonly (ArmPage | null)[] = runs.map(() => evolution)) => renderComparisonPage({ comparison: compareRuns(runs), arms, evokeVersion: '0.1.0' });

describe('the page of several runs', () => {
  it('answers first: the greatest difference, that there is none, or that there can be none', () => {
    expect(headlineOf(compareRuns([run('r-1'), run('r-2', { figures: twice })]))).toBe('r-2: 2.000× as fast as r-1');
    expect(headlineOf(compareRuns([run('r-1'), run('r-2')]))).toBe('No run is surely faster than another');
    expect(headlineOf(compareRuns([run('r-1'), run('r-2', { device: 'cuda' })]))).toBe('2 runs whose figures cannot be compared');
  });

  it('shows every run, its verdict, its curve to where it ended, and the edits in common', () => {
    const edits = [{ id: 'e0', operator: 'unroll-loop', target: 'n4', where: '3:7' }];
    const text = pageOf([run('r-1', { edits }), run('r-2', { edits, estimate: true })], [evolution, { ...evolution, evaluations: 900 }]);
    expect(text).toContain('ESTIMATE: figures of r-2 are');
    expect(text).toContain('<th scope="row">speed-up</th><td>2.000× (1.900 to 2.100) FAST</td>');
    expect(text).toContain('1 of 1 edit (an operator at a place) is in all of them');
    const [shorter, longer] = [...text.matchAll(/<path class="curve run-(\d)" d="[^"]*H([\d.]+)"/g)].toSorted(([, a], [, b]) => Number(a) - Number(b)).map(([, , end]) => Number(end));
    expect(shorter).toBeLessThan(longer!);
    expect(text).toContain('aria-label="r-1 (tiny on gpujs:webasm): 66.7 %, 1.500×, after 21 evaluations"');
  });

  it('holds what ended without a result or a mutant, and more runs than there are colours', () => {
    const text = pageOf([run('r-1', { figures: null, status: 'failed' }), ...Array.from({ length: 7 }, (_, at) => run(`r-x${at}`))], [null, ...Array.from({ length: 7 }, () => evolution)]);
    expect(text).toContain('no result');
    expect(text).toContain('No edit survived in any of them.');
    expect(text).toContain('r-1 (tiny on gpujs:webasm): nothing surely faster');
    expect(text.match(/class="curve run-0"/g)).toHaveLength(2);
  });

  it('makes what a run recorded harmless', () => {
    const attack = '"><script>alert(1)</script>';
    expect(pageOf([run('r-1', { workload: attack, database: attack, kernel: attack, hardware: attack }), run('r-2')])).not.toContain('<script>alert');
  });
});

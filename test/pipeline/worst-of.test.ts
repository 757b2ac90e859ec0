import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src/model/index.ts';
import type { EvaluationRequest } from '../../src/pipeline/evaluation.ts';
import type { EvaluationService } from '../../src/pipeline/evaluation-service.ts';
import { worstOf, type GroupLook } from '../../src/pipeline/worst-of.ts';
import { openWorstOf } from '../../src/pipeline/worst-service.ts';
import { exactComparison } from '../../src/timing/index.ts';
import { loadKernel } from '../../src/pipeline/1-parse.ts';
import { programFor, settingsFor } from './fixtures/settings.ts';
import { smallPooling } from './fixtures/folder.ts';

/** As a device that only computes sees it: the candidate and the incumbent as speed-ups over the unmodified kernel. */
const look = (workload: string, candidate: number, incumbent?: number): GroupLook => ({
  workload, base: exactComparison(candidate, 1), ...(incumbent !== undefined && { incumbent: exactComparison(candidate, incumbent) }),
});
const noisy = (estimate: number, spread: number): Measurement => {
  const verdict = estimate - spread > 1 ? 'FAST' : estimate + spread < 1 ? 'SLOW' : 'AMBIGUOUS';
  return { ...exactComparison(estimate, 1), unit: 'ns', speedup: { estimate, low: estimate - spread, high: estimate + spread }, verdict };
};

describe('a candidate on a set of workloads', () => {
  it('is as fast as on the worst, and FAST only where it is so on all of them', () => {
    expect(worstOf([look('a', 3), look('b', 1.2)], 0)).toMatchObject({ speedup: { estimate: 1.2, low: 1.2, high: 1.2 }, verdict: 'FAST', groups: [{ workload: 'b', verdict: 'FAST' }, { workload: 'a', verdict: 'FAST' }] });
    expect(worstOf([look('a', 3), look('b', 1)], 0).verdict).toBe('AMBIGUOUS');
    expect(worstOf([look('a', 3), look('b', 0.9)], 0).verdict).toBe('SLOW');
  });

  it('spans the least ends of all intervals', () => {
    const { speedup } = worstOf([{ workload: 'a', base: noisy(1.5, 0.4) }, { workload: 'b', base: noisy(1.4, 0.1) }], 0);
    expect(speedup.estimate).toBeCloseTo(1.4);
    expect(speedup.low).toBeCloseTo(1.1);
    expect(speedup.high).toBeCloseTo(1.5);
  });

  it('may take from a better group what it gives to the worst, and not the other way round', () => {
    const raised = worstOf([look('a', 1.5, 3), look('b', 1.4, 1.1)], 0);
    expect(raised.verdict).toBe('FAST');
    expect(raised.speedup.estimate).toBeCloseTo(1.4 / 1.1);
    expect(worstOf([look('a', 4, 3), look('b', 1.05, 1.1)], 0).verdict).toBe('SLOW');
    expect(worstOf([look('a', 1.05, 3), look('b', 1.4, 1.1)], 0).verdict).toBe('SLOW'); // another group is the worst now
    expect(worstOf([look('a', 4, 3), look('b', 1.1, 1.1)], 0).verdict).toBe('AMBIGUOUS'); // the worst stays what it was
    expect(worstOf([look('a', 0.99, 0.98), look('b', 1.4, 1.1)], 0).verdict).toBe('AMBIGUOUS'); // not above the unmodified kernel everywhere
  });

  it('is FAST against an incumbent exactly where the worst ratio rises, on a device that only computes', () => {
    const ratio = fc.double({ min: 1.01, max: 5, noNaN: true });
    fc.assert(fc.property(fc.array(fc.tuple(ratio, ratio), { minLength: 1, maxLength: 5 }), (groups) => {
      const { speedup, verdict } = worstOf(groups.map(([candidate, incumbent], at) => look(`w${at}`, candidate, incumbent)), 0);
      const [now, before] = [0, 1].map((side) => Math.min(...groups.map((group) => group[side as 0 | 1]))) as [number, number];
      expect(speedup.estimate).toBeCloseTo(now / before, 9);
      if (verdict === 'FAST') expect(now).toBeGreaterThan(before * (1 - 1e-9));
      if (now > before * (1 + 1e-6)) expect(verdict).toBe('FAST');
      if (now < before * (1 - 1e-6)) expect(verdict).toBe('SLOW');
    }));
  });
});

describe('an evaluator of several workloads', () => {
  const source = loadKernel('pool-sum');
  const settings = ['a', 'b'].map((name) => settingsFor(source, { ...smallPooling, name }, { name: 'model', target: 'dialect' }));
  const request: EvaluationRequest = { task: 'evaluate', kind: 'promotion', program: programFor(source, { target: 'dialect' }, { dim: 4 }), generation: 0, noiseFloor: 0.01, key: 'k' };

  const service = (log: string[], name: string, ratio: (work: EvaluationRequest) => number): EvaluationService => ({
    begin: async () => ({ task: 'noise-floor', floor: name === 'a' ? 0.01 : 0.02, baseline: name === 'a' ? 10 : 20, physicalFloor: 1 }),
    async evaluate(work) {
      log.push(`${name} begins`);
      await new Promise(setImmediate);
      log.push(`${name} ends: ${work.key}${work.against ? ' against' : ''}`);
      const found = ratio(work);
      return { task: 'evaluate', outcome: found > 0 ? { kind: 'measured', error: found / 1e6, measurement: exactComparison(found, 1) } : { kind: 'crashed', detail: name } };
    },
    close: async () => void log.push(`${name} closed`),
  });

  it('asks one workload after another, whoever else asks meanwhile, and answers with the worst', async () => {
    const log: string[] = [];
    const worst = await openWorstOf(settings, async ({ workload: { spec: { name } } }) => service(log, name, ({ against }) => (name === 'a' ? 3 : against ? 1.5 : 2)));
    expect(await worst.begin()).toEqual({ task: 'noise-floor', floor: 0.02, baseline: 10, physicalFloor: 0 });
    const [alone, rival] = await Promise.all([worst.evaluate(request), worst.evaluate({ ...request, against: request.program })]);
    expect(alone.outcome).toMatchObject({ kind: 'measured', error: 3e-6, measurement: { speedup: { estimate: 2 }, verdict: 'FAST' } });
    expect(rival.outcome).toMatchObject({ measurement: { speedup: { estimate: 2 }, verdict: 'FAST' } }); // before: 1 on a, 4 / 3 on b
    expect(log).toEqual([
      'a begins', 'a ends: k', 'b begins', 'b ends: k',
      ...['a', 'b'].flatMap((name) => [`${name} begins`, `${name} ends: k, beside the unmodified kernel`, `${name} begins`, `${name} ends: k against`]),
    ]);
    await worst.close();
    expect(log.slice(-2)).toEqual(['a closed', 'b closed']);
  });

  it('answers with the first death', async () => {
    const log: string[] = [];
    const worst = await openWorstOf(settings, async ({ workload: { spec: { name } } }) => service(log, name, () => (name === 'b' ? 0 : 2)));
    expect((await worst.evaluate(request)).outcome).toEqual({ kind: 'crashed', detail: 'b' });
  });

  it('closes what it opened where the next does not open', async () => {
    const log: string[] = [];
    const opening = openWorstOf(settings, async ({ workload: { spec: { name } } }) => {
      if (name === 'b') throw new Error('no room');
      return service(log, name, () => 2);
    });
    await expect(opening).rejects.toThrow('no room');
    expect(log).toEqual(['a closed']);
  });
});

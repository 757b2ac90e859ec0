import { describe, expect, it } from 'vitest';
import type { CardBench, Device, Executable } from '../../../src/model/index.ts';
import { failureError, openDevice } from '../../../src/devices/index.ts';
import { cardBench, cardWorkloads, shippedVersions } from '../../../src/pipeline/bench/card.ts';
import { scaledTo } from '../../../src/pipeline/bench/scale.ts';
import { injectedParts } from '../../../src/pipeline/parts.ts';
import { renderCard } from '../../../src/report/card.ts';
import { findWorkload } from '../../../src/workloads/index.ts';

/** The model device's answers with a clock of ours: warm launches take half as long as cold ones. */
async function slowCard(times: { cold: number; warm: number }): Promise<Device> {
  const device = (await openDevice('model', injectedParts())) as Device;
  return {
    ...device,
    info: { ...device.info, unit: 'ns', estimate: false, hardware: 'a card with a known clock' },
    bandwidth: async () => 100,
    randomRowBandwidth: async () => 50,
    observations: () => ({ batches: 9, discarded: 2, slowed: 1, reasons: ['thermal'], clock: { least: 1700, most: 1980 }, temperature: 61, power: 512.4 }),
    async compile(program) {
      const made = await device.compile(program);
      if ('failed' in made) return made;
      return { ...made, resources: { registers: 40, spillBytes: 0, stackBytes: 0, sharedBytes: 512 }, time: async (launches, options) => new Array<number>(launches).fill(times[options?.cache ?? 'cold']) } satisfies Executable;
    },
  };
}

const options = { memory: 2 ** 18, rounds: 3, launches: 2, progress: () => {} };

describe('the card bench', () => {
  it('sets the bytes that must move against the time they took, cold and warm', async () => {
    const report = await cardBench(await slowCard({ cold: 10_000, warm: 5_000 }), { ...options, workloads: ['cuembed-readme'], versions: shippedVersions(['gather', 'pool-sum']) });
    expect(report.left).toEqual([]);
    const pooling = report.results.find(({ operation }) => operation === 'pool-sum')!;
    expect(pooling).toMatchObject({ version: 'plain', cold: { median: 10_000 }, warm: { median: 5_000 }, resources: { registers: 40 } });
    expect(pooling.distinctRows).toBeGreaterThan(0);
    expect(pooling.distinctRows).toBeLessThanOrEqual(pooling.lookups);
    expect(pooling.cold.ofCopy).toBeCloseTo(pooling.bytes / 10_000 / 100, 12);
    expect(pooling.warm.ofCopy).toBeCloseTo(2 * pooling.cold.ofCopy, 12);
    const rows = pooling.lookups * ((pooling.bytesUncached - pooling.bytes) / (pooling.lookups - pooling.distinctRows));
    expect(pooling.cold.ofRandomRows).toBeCloseTo((rows / 50 + (pooling.bytesUncached - rows) / 100) / 10_000, 12);
    expect(pooling.bytesUncached).toBeGreaterThanOrEqual(pooling.bytes);
    const text = renderCard(report);
    expect(text).toContain('| cuembed-readme | pool-sum | plain |');
    expect(text).toContain('10.00 µs (10.00 to 10.00)');
    expect(text).toContain('Instruments: 1700 to 1980 MHz, up to 61 °C, up to 512 W. 9 batches timed, 2 thrown away and taken again (thermal); 1 taken although');
  });

  it('sets kernels of one operation and one type of elements against each other', async () => {
    const report = await cardBench(await slowCard({ cold: 1000, warm: 900 }), { ...options, workloads: ['dot-27x64'], versions: shippedVersions(['interact-dot', 'interact-dot-grid-f16']) });
    expect(report.left).toEqual([]);
    const [wide, narrow] = report.results;
    expect([wide!.operation, narrow!.operation]).toEqual(['interact-dot', 'interact-dot of f16']);
    expect(wide!.bytes).toBe(2 * narrow!.bytes);
  });

  it('says what it left out: a kernel that is wrong is never timed', async () => {
    const right = await slowCard({ cold: 1, warm: 1 });
    const wrong: Device = {
      ...right,
      async compile(program) {
        const made = await right.compile(program);
        return 'failed' in made ? made : { ...made, run: async () => { const output = await made.run(); output.values[0] = 12345; return output; }, time: async () => { throw new Error('timed'); } };
      },
    };
    const report = await cardBench(wrong, { ...options, workloads: ['cuembed-readme'], versions: shippedVersions(['gather']) });
    expect(report.results).toEqual([]);
    expect(report.left[0]).toMatch(/^plain, gather on cuembed-readme: wrong: /);
    expect(renderCard(report)).toContain('Not measured:');
  });

  it('throws away a kernel that is right when it is looked at, and not when it is timed', async () => {
    const right = await slowCard({ cold: 1, warm: 1 });
    const spoiltAt = (batch: number): Device => ({
      ...right,
      async compile(program) {
        const made = await right.compile(program);
        if ('failed' in made) return made;
        const tuned = program.text.includes('grid');
        let batches = 0;
        return {
          ...made,
          time: async (launches, given) => {
            batches++;
            return made.time(launches, given);
          },
          lastOutput: async () => {
            const output = await made.run();
            const values = output.values.slice() as Float32Array;
            if (tuned && batches === batch) values[3] = NaN; // an element that the batch's last launch did not write
            return { ...output, values };
          },
        };
      },
    });
    for (const [batch, state] of [[3, 'cold'], [4, 'warm']] as const) {
      const report = await cardBench(spoiltAt(batch), { ...options, workloads: ['cuembed-readme'], versions: shippedVersions(['pool-sum', 'pool-sum-grid']) });
      expect(report.results.map(({ version }) => version)).toEqual(['plain']);
      expect(report.left).toEqual([expect.stringMatching(new RegExp(`^hand-tuned \\(pool-sum-grid\\), pool-sum on cuembed-readme: wrong when timed ${state}, though right before: output 3 is NaN, and was -?\\d`))]);
    }
  });

  it('throws away a kernel that fails when it is timed, and no other', async () => {
    const right = await slowCard({ cold: 1, warm: 1 });
    let compiled = 0;
    const failing: Device = {
      ...right,
      async compile(program) {
        const made = await right.compile(program);
        const last = compiled++ === 1;
        return 'failed' in made ? made : { ...made, time: async (launches, given) => (last && given?.cache === 'warm' ? Promise.reject(failureError({ failed: 'crashed', detail: 'an illegal access' })) : made.time(launches, given)) };
      },
    };
    const report = await cardBench(failing, { ...options, workloads: ['cuembed-readme'], versions: shippedVersions(['pool-sum', 'pool-sum-grid']) });
    expect(report.results.map(({ version }) => version)).toEqual(['plain']);
    expect(report.left).toEqual(['hand-tuned (pool-sum-grid), pool-sum on cuembed-readme: crashed when timed warm, though right before: an illegal access']);
  });

  it('gives what it has after every contest, and says what it has not come to', async () => {
    const kept: CardBench[] = [];
    const report = await cardBench(await slowCard({ cold: 1, warm: 1 }), { ...options, workloads: ['cuembed-readme'], versions: shippedVersions(['gather', 'pool-sum']) }, (soFar) => kept.push(soFar));
    expect(kept.map(({ results, unfinished }) => [results.map(({ operation }) => operation), unfinished])).toEqual([
      [[], ['gather on cuembed-readme', 'pool-sum on cuembed-readme']], [['gather'], ['pool-sum on cuembed-readme']], [['gather', 'pool-sum'], []],
    ]);
    expect(kept[0]!.copy).toHaveLength(3);
    expect(kept[2]).toEqual(report);
    expect(renderCard(kept[1]!)).toMatch(/^NOT WHOLE: this was written before these were measured: pool-sum on cuembed-readme\./);
    expect(renderCard(report)).not.toContain('NOT WHOLE');
  });
});

describe('scaledTo', () => {
  it('keeps shape and skew, and fits the memory', () => {
    for (const name of cardWorkloads) {
      const { spec } = findWorkload(name);
      const scaled = scaledTo(2 ** 30, spec);
      const { rows = 0, dim = 1, batch = 0, fields = 0 } = scaled.sizes;
      expect(4 * rows * dim + 4 * batch * dim * (fields + 1)).toBeLessThanOrEqual(2 ** 30);
      expect([scaled.indices, scaled.bagLengths]).toEqual([spec.indices, spec.bagLengths]);
      expect(scaled.sizes['dim']).toBe(spec.sizes['dim']);
      for (const size of Object.values(scaled.sizes)) expect(size).toBeGreaterThanOrEqual(1);
    }
    const { spec } = findWorkload('mlperf-dcnv2-c20');
    expect(scaledTo(2 ** 50, spec)).toBe(spec);
  });
});

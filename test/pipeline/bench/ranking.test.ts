import { expect, it } from 'vitest';
import { benchRank } from '../../../src/pipeline/bench/ranking.ts';

it('finds that the model ranks kernels just as the model does, over right variants of every kernel', async () => {
  const ranking = await benchRank('model:h200-like', 6, () => {}, { memory: 2 ** 16 });
  expect(ranking.kernels.map(({ kernel }) => kernel)).toEqual(['gather', 'pool-sum', 'interact-dot']);
  for (const { variants, tau, points } of ranking.kernels) {
    expect(variants).toBe(6);
    expect(new Set(points.map(({ cost }) => cost)).size).toBeGreaterThan(1);
    expect(tau).toBe(1);
  }
});

it('says what is missing where the device is not here', async () => {
  await expect(benchRank('replay', 6, () => {})).rejects.toThrow(/^device replay is not here: /);
});

import { expect, it } from 'vitest';
import type { Device, Ranking } from '../../../src/model/index.ts';
import { benchRank, rankKernel } from '../../../src/pipeline/bench/ranking.ts';
import { openNamed } from '../../../src/pipeline/open-device.ts';
import { renderRanking } from '../../../src/report/ranking.ts';

it('finds that the model ranks kernels just as the model does, over right variants of every kernel', async () => {
  const kept: Ranking[] = [];
  const ranking = await benchRank('model:h200-like', 6, () => {}, { memory: 2 ** 16, keep: (soFar) => kept.push(soFar) });
  expect(ranking.kernels.map(({ kernel }) => kernel)).toEqual(['gather', 'pool-sum', 'interact-dot']);
  for (const { variants, tau, points } of ranking.kernels) {
    expect(variants).toBe(6);
    expect(new Set(points.map(({ cost }) => cost)).size).toBeGreaterThan(1);
    expect(tau).toBe(1);
  }
  expect(kept.map(({ kernels, unfinished }) => [kernels.length, unfinished])).toEqual([[0, ['gather', 'pool-sum', 'interact-dot']], [1, ['pool-sum', 'interact-dot']], [2, ['interact-dot']], [3, []]]);
});

it('ranks no variant whose timed launches left a wrong output', async () => {
  const model = await openNamed('model:h200-like');
  let compiled = 0;
  const forgetful: Device = {
    ...model,
    async compile(program) {
      const made = await model.compile(program);
      const wrong = compiled++ === 2;
      if ('failed' in made) return made;
      return {
        ...made,
        async lastOutput() {
          const output = await made.run();
          if (wrong) output.values[0] = NaN;
          return output;
        },
      };
    },
  };
  expect(await rankKernel('gather', 'cuembed-readme', 6, forgetful, model, 2 ** 16)).toMatchObject({ variants: 5, left: ['1 of 6: wrong when timed'], points: { length: 5 } });
});

it('says why variants are not ranked', async () => {
  const model = await openNamed('model:h200-like');
  const small: Device = { ...model, compile: async () => ({ failed: 'out-of-memory', detail: 'no room' }) };
  const ranking = await rankKernel('gather', 'cuembed-readme', 6, small, model, 2 ** 16);
  expect(ranking).toMatchObject({ variants: 0, left: ['6 of 6: out-of-memory: no room'] });
  const text = renderRanking({ device: 'cuda', hardware: 'a card', model: 'modelled', kernels: [ranking], unfinished: [] });
  expect(text).toContain('| gather | cuembed-readme | 0 | – | – | – |\n\nNot ranked:\n- variants of gather, 6 of 6: out-of-memory: no room');
});

it('says what is missing where the device is not here', async () => {
  await expect(benchRank('replay', 6, () => {})).rejects.toThrow(/^device replay is not here: /);
});

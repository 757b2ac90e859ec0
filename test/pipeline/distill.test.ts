import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { distill, evaluateDistilled } from '../../src/pipeline/distill.ts';
import { renderDistilled } from '../../src/report/distill.ts';
import { randomStream } from '../../src/util/random.ts';
import { distillLog } from '../../src/workloads/distill-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'evoke-distill-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'log.txt');
const random = randomStream('log');
writeFileSync(file, Array.from({ length: 5000 }, () => Math.floor(2000 * random.unit() ** 3)).join('\n'));

test('a trace ranks kernels as itself; distilled and uniform samples are ranked by the same variants on every card', async () => {
  const distilled = await distillLog({ file, share: 0.25, seed: 1, dim: 32 });
  const seen: number[] = [];
  const options = { variants: 6, draws: 2, seed: 1, observe: (done: number) => seen.push(done) };
  const same = evaluateDistilled({ ...distilled, small: distilled.whole }, options);
  expect(same.cards.map(({ card, trace }) => [card, trace])).toEqual([['small-card', 1], ['h200-like', 1]]);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  const { variants, cards } = evaluateDistilled(distilled, options);
  expect(variants).toBe(6);
  for (const card of cards) {
    expect([card.distilled.length, card.uniform.length]).toEqual([2, 2]);
    expect([card.trace, ...card.distilled, ...card.uniform].every((tau) => tau >= -1 && tau <= 1)).toBe(true);
  }
}, 60_000);

test('whole, distilled and uniform stand side by side; without --out nothing is written', async () => {
  const result = await distill({ file, share: 0.1, seed: 1, dim: 32, name: 'small', variants: 0, observe: () => {} });
  const [whole, distilled, uniform] = result.likenesses;
  expect([whole!.distance, distilled!.distance < 0.2, uniform!.distance > 0.3]).toEqual([0, true, true]);
  expect(result).not.toHaveProperty('written');
  const text = renderDistilled('log.txt', result, Infinity);
  expect(text.split('\n')).toHaveLength(5);
  expect(text).toMatch(/whole +5,000 .*\ndistilled +[45]\d\d /);
  expect((await distill({ file, share: 0.1, seed: 1, name: 'small', variants: 0, out: folder, observe: () => {} })).written?.specPath).toBe(join(folder, 'small.json'));
});

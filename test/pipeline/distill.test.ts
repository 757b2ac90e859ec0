import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cards, h200LikeCard } from '../../src/devices/model/index.ts';
import { distill, evaluateLikeness } from '../../src/pipeline/distill.ts';
import { learn } from '../../src/pipeline/likeness.ts';
import { renderDistilled } from '../../src/report/distill.ts';
import { randomStream } from '../../src/util/random.ts';
import { distilled, readBagLog } from '../../src/workloads/distill-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'evoke-distill-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'log.txt');
const random = randomStream('log');
writeFileSync(file, Array.from({ length: 5000 }, () => Math.floor(2000 * random.unit() ** 3)).join('\n'));

test('a trace ranks kernels as itself; distilled and uniform samples are ranked by the same variants on every card', async () => {
  const log = await readBagLog({ file, share: 0.25, seed: 1, dim: 32 });
  const learned = learn(log);
  const seen: number[] = [];
  const options = { variants: 6, draws: 2, seed: 1, observe: (done: number) => seen.push(done) };
  const same = evaluateLikeness(log, learned, log.whole, options);
  expect(same.cards.map(({ card, trace }) => [card, trace])).toEqual([['small-card', 1], ['h200-like', 1]]);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  const { variants, cards } = evaluateLikeness(log, learned, distilled(log, learned.longestFor(h200LikeCard)), options);
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

test('a card that the whole fills gets shorter bags, so that a few do not wait for the longest; one that it does not fill gets the longest as it is', async () => {
  const lengths = Int32Array.from({ length: 4000 }, (_, bag) => (bag % 20 === 0 ? 100 + random.below(200) : random.below(5)));
  const lookups = lengths.reduce((sum, length) => sum + length, 0);
  const log = { dim: 32, share: 0.02, seed: 1, whole: { rows: 3000, lengths, indices: Int32Array.from({ length: lookups }, () => random.below(3000)) } };
  const { longestFor, trainedOn } = learn(log);
  const [small, large] = cards.map(longestFor);
  expect(small).toBeLessThan(150);
  expect(large).toBeUndefined();
  expect(longestFor(cards[0]!)).toBe(learn(log).longestFor(cards[0]!));
  expect(trainedOn.length).toBeGreaterThan(10);
});

test('bags of one length leave nothing to learn', async () => {
  const whole = { rows: 50, lengths: new Int32Array(100).fill(8), indices: Int32Array.from({ length: 800 }, () => random.below(50)) };
  expect(learn({ dim: 32, share: 0.1, seed: 1, whole }).longestFor(h200LikeCard)).toBeUndefined();
});

test('a card that there is not is refused', async () => {
  await expect(distill({ file, share: 0.1, seed: 1, card: 'h300', variants: 0, observe: () => {} })).rejects.toThrow('--card: got h300; allowed: small-card, h200-like');
});

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Random } from '../../src/model/index.ts';
import { randomStream } from '../../src/util/random.ts';
import { offsetsOf, drawBagLengths } from '../../src/workloads/bags.ts';
import { findWorkload } from '../../src/workloads/catalogue.ts';
import { distillTrace, uniformSample, type BagTrace } from '../../src/workloads/distill.ts';
import { distilled as distilledOf, profileBags, readBagLog, writeBagTrace, type DistillOptions } from '../../src/workloads/distill-log.ts';
import { generateArguments } from '../../src/workloads/generate.ts';
import { totalVariation } from '../../src/workloads/histograms.ts';
import { drawReuse } from '../../src/workloads/reuse.ts';
import { poolSum } from './signatures.ts';

const folder = mkdtempSync(join(tmpdir(), 'evoke-distill-'));
afterAll(() => rmSync(folder, { recursive: true }));

const total = (lengths: Int32Array) => lengths.reduce((sum, length) => sum + length, 0);

/** 200,000 lookups with the reuse of Meta's tables, in bags of theirs. */
function production(): BagTrace {
  const random = randomStream('production');
  const { indices } = findWorkload('meta-2021').spec;
  if (indices?.distribution !== 'reuse') throw new Error('meta-2021 is a reuse workload');
  const lengths = drawBagLengths({ distribution: 'geometric', mean: 15.8 }, 12_000, random);
  return { rows: 100_000, lengths, indices: drawReuse(indices.shareOfAccesses, total(lengths), 100_000, random) };
}

const distillLog = async (options: DistillOptions) => {
  const log = await readBagLog(options);
  return { ...log, small: distilledOf(log) };
};

test('reuse, hot rows, cache hits and bag lengths of the whole at a fiftieth of its size, where a uniform sample keeps none', () => {
  const whole = production();
  const [small, uniform] = [distillTrace(whole, 0.02, randomStream('small')), uniformSample(whole, 0.02, randomStream('uniform'))];
  const of = (trace: BagTrace) => {
    const profile = profileBags(trace, 32);
    const hit = (share: number) => profile.caches.find(({ rows }) => rows >= share * profile.distinctRows)!.lru;
    return { reuse: profile.reuse.map(({ shareOfAccesses }) => shareOfAccesses), hot: profile.top[2]!.shareOfAccesses, hit: hit(1 / 16), fresh: profile.distinctRows / profile.lookups, bag: profile.bags!.meanLength };
  };
  const [all, kept, drawn] = [of(whole), of(small), of(uniform)];
  expect(small.lengths.length).toBe(240);
  expect(total(small.lengths)).toBe(small.indices.length);
  expect(Math.abs(kept.bag / all.bag - 1)).toBeLessThan(0.02);
  expect(Math.abs(kept.fresh / all.fresh - 1)).toBeLessThan(0.02);
  expect(kept.hot).toBeCloseTo(all.hot, 1);
  expect(Math.abs(kept.hit - all.hit)).toBeLessThan(0.05);
  // the hottest fifty rows have become one, so bins beyond 128 uses are taken as one
  expect(totalVariation(kept.reuse.slice(0, 8), all.reuse.slice(0, 8))).toBeLessThan(0.02);
  expect(totalVariation(drawn.reuse.slice(0, 8), all.reuse.slice(0, 8))).toBeGreaterThan(0.4);
  expect(drawn.fresh / all.fresh).toBeGreaterThan(2);
});

test('the longest bag is the whole\'s, or what it may be: longer ones are dealt as several', () => {
  const random = randomStream('long');
  const lengths = Int32Array.from({ length: 10_000 }, (_, bag) => (bag % 20 === 0 ? 100 + random.below(200) : random.below(5)));
  const whole = { rows: 5000, lengths, indices: Int32Array.from({ length: total(lengths) }, () => random.below(5000)) };
  const sorted = (trace: BagTrace) => [...trace.lengths].sort((one, other) => one - other);
  const [plain, dealt] = [distillTrace(whole, 0.01, randomStream('small')), distillTrace(whole, 0.01, randomStream('small'), 40)];
  expect(sorted(plain).at(-1)).toBe(Math.max(...lengths));
  expect([plain.lengths.length, total(plain.lengths)]).toEqual([100, plain.indices.length]);
  expect(dealt.indices).toEqual(plain.indices);
  expect(sorted(dealt).at(-1)).toBe(40);
  const short = (trace: BagTrace) => sorted(trace).filter((length) => length < 20);
  expect(short(dealt)).toEqual(short(plain)); // short bags stay as they are
  expect(dealt.lengths.length).toBe(sorted(plain).reduce((bags, length) => bags + Math.max(1, Math.ceil(length / 40)), 0));
});

test('whatever the trace: indices inside the table, bags that add up, the same again for the same draw', () => {
  const traces = fc.array(fc.array(fc.nat(20), { maxLength: 6 }), { minLength: 1, maxLength: 60 }).filter((bags) => bags.some((bag) => bag.length > 0));
  fc.assert(fc.property(traces, fc.double({ min: 0.02, max: 0.9, noNaN: true }), (bags, share) => {
    const whole = { rows: 21, indices: Int32Array.from(bags.flat()), lengths: Int32Array.from(bags, (bag) => bag.length) };
    const short = (trace: BagTrace, part: number, random: Random) => distillTrace(trace, part, random, 3);
    expect(Math.max(...short(whole, share, randomStream('property')).lengths)).toBeLessThanOrEqual(3);
    for (const sample of [distillTrace, uniformSample, short]) {
      const small = sample(whole, share, randomStream('property'));
      expect(total(small.lengths)).toBe(small.indices.length);
      if (sample !== short) expect(small.lengths.length).toBe(Math.max(1, Math.round(bags.length * share)));
      expect(small.indices.every((row) => row >= 0 && row < small.rows)).toBe(true);
      expect(small).toEqual(sample(whole, share, randomStream('property')));
    }
  }));
});

test('a uniform sample is whole bags, in their order', () => {
  const whole = { rows: 9, indices: Int32Array.of(1, 2, 3, 4, 5, 6), lengths: Int32Array.of(1, 2, 0, 3) };
  const bags = ({ indices, lengths }: BagTrace) => [...lengths].map((length, bag) => [...indices.subarray(offsetsOf(lengths)[bag], offsetsOf(lengths)[bag]! + length)].join());
  const sampled = bags(uniformSample(whole, 0.5, randomStream('uniform')));
  expect(sampled).toHaveLength(2);
  expect(bags(whole).filter((bag) => sampled.includes(bag))).toEqual(sampled);
});

test('a log becomes a workload that runs; its bags are the log\'s where it has any', async () => {
  const file = join(folder, 'log.txt');
  const ids = Array.from({ length: 4000 }, (_, at) => (at * at) % 509 + 10_000);
  writeFileSync(file, ids.join('\n'));
  const distilled = await distillLog({ file, share: 0.1, seed: 1, dim: 8 });
  expect(distilled.whole).toMatchObject({ rows: new Set(ids).size });
  expect(total(distilled.whole.lengths)).toBe(4000);
  const { spec, specPath } = writeBagTrace(distilled.small, { directory: join(folder, 'out'), name: 'small', description: 'small', dim: 8, source: file });
  const read = findWorkload(specPath);
  expect(read.spec).toEqual(spec);
  const { arguments: inputs } = generateArguments(poolSum, read.spec, { draw: 'train-0', directory: read.directory });
  expect([...inputs.offsets!.values as Int32Array]).toEqual([...offsetsOf(distilled.small.lengths)]);
  const criteo = join(folder, 'log.tsv');
  writeFileSync(criteo, Array.from({ length: 40 }, (_, at) => ['0', ...Array<string>(13).fill('1'), ...Array<string>(26).fill((at % 7).toString(16))].join('\t')).join('\n'));
  expect([...(await distillLog({ file: criteo, share: 0.5, seed: 1 })).whole.lengths]).toEqual(Array(40).fill(26));
});

test('shares and tables that do not do, and nothing half-written', async () => {
  const file = join(folder, 'few.txt');
  writeFileSync(file, '1\n2\n3\n');
  const asked = (change: object) => distillLog({ file, share: 0.5, seed: 1, ...change }).then(() => 'no error', (error: Error) => error.message.replace(folder, ''));
  expect(await asked({ share: 0 })).toBe('--to: got 0%; allowed: above 0% and below 100%');
  expect(await asked({ share: 1.5 })).toBe('--to: got 150%; allowed: above 0% and below 100%');
  expect(await asked({ share: 0.001, bagLengths: { distribution: 'fixed', length: 1 } })).toBe('--to: got 0.1%, less than one of the 3 bags of /few.txt; allowed: at least 33.3%');
  expect(await asked({ share: 0.5, bagLengths: { distribution: 'fixed', length: 9 } })).toBe('/few.txt: one bag; allowed: logs of two bags or more, of which some are kept');
  expect(await asked({ rows: 3 })).toBe('/few.txt:3: lookup 2, in bag 0, points past its table: got index 3; allowed: 0 … 2 (--rows)');
  expect(await asked({ bagLengths: { distribution: 'fixed', length: 0 } })).toBe('--bag-length: got 0; allowed: above 0');
  const { small } = await distillLog({ file, share: 0.5, seed: 1, bagLengths: { distribution: 'fixed', length: 1 } });
  const told = { directory: join(folder, 'none'), name: '../x', description: 'x', dim: 4, source: file };
  expect(() => writeBagTrace(small, told)).toThrow('--name: got ../x; allowed: letters, digits, - _ and .');
  expect(existsSync(join(folder, 'none'))).toBe(false);
  writeFileSync(join(folder, 'taken'), 'mine');
  expect(() => writeBagTrace(small, { ...told, name: 'x', directory: join(folder, 'taken') })).toThrow(/^cannot write/);
  expect(readFileSync(join(folder, 'taken'), 'utf8')).toBe('mine');
});

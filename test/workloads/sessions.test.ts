import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream } from '../../src/util/random.ts';
import { findWorkload } from '../../src/workloads/catalogue.ts';
import { generateArguments } from '../../src/workloads/generate.ts';
import { profileWorkload } from '../../src/workloads/profile.ts';
import { sessionSources } from '../../src/workloads/sessions.ts';
import { parseSpec } from '../../src/workloads/spec.ts';
import { poolSum } from './signatures.ts';

const { spec: plain, directory } = findWorkload('meta-2021-small');

test.each([[16.5, 0.8], [2, 0.5], [1, 1]])('S = %d, d = %d: so many bags repeat, and deduplication saves what RecD says', (samples, duplication) => {
  const sources = sessionSources({ samples, duplication }, 100_000, randomStream('sessions'));
  const own = sources.filter((source, bag) => source === bag).length;
  expect(100_000 / own).toBeCloseTo(samples / (1 + (samples - 1) * (1 - duplication)), 1);
});

test('a source is its own source and lies in the same session; draws repeat', () => {
  fc.assert(fc.property(fc.double({ min: 1, max: 20, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(200), (samples, duplication, bags) => {
    const sources = sessionSources({ samples, duplication }, bags, randomStream('property'));
    expect(sources).toEqual(sessionSources({ samples, duplication }, bags, randomStream('property')));
    sources.forEach((source, bag) => expect(source === bag || (bag > 0 && sources[bag - 1] === source)).toBe(true));
  }));
});

test('bags of a session have the same rows, and the rest of the workload is as before', () => {
  const spec = parseSpec({ ...plain, sessions: { samples: 8, duplication: 0.75 } }, 'sessions.json');
  const { offsets, indices } = generateArguments(poolSum, spec, { draw: 'train-0', directory }).arguments;
  const bags = Array.from({ length: 256 }, (_, bag) => (indices!.values as Int32Array).slice(offsets!.values[bag] as number, offsets!.values[bag + 1] as number).join());
  const repeated = bags.filter((rows, bag) => bag > 0 && rows !== '' && rows === bags[bag - 1]).length;
  expect(repeated / 256).toBeGreaterThan(0.5);
  expect(profileWorkload(spec, { directory }).bags!.repeats[0]!.shareOfBags).toBeGreaterThan(0.5);
  const none = parseSpec({ ...plain, sessions: { samples: 8, duplication: 0 } }, 'sessions.json');
  expect(generateArguments(poolSum, none, { draw: 'train-0', directory })).toEqual(generateArguments(poolSum, plain, { draw: 'train-0', directory }));
});

test('sessions that make no sense are refused', () => {
  expect(() => parseSpec({ ...plain, sessions: { samples: 0.5, duplication: 0 } }, 's.json')).toThrow('s.json: sessions.samples: got 0.5; allowed: a number from 1 to 1000000');
  expect(() => parseSpec({ ...plain, bagLengths: undefined, operations: [], sessions: { samples: 2, duplication: 0 } }, 's.json')).toThrow(/^s\.json: sessions: got sessions without bagLengths/);
  expect(() => parseSpec({ ...plain, indices: { distribution: 'trace', file: 'x.npy' }, sessions: { samples: 2, duplication: 0 } }, 's.json')).toThrow(/^s\.json: sessions: got sessions with a trace/);
});

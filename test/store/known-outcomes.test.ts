import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KnownOutcome } from '../../src/store/index.ts';
import { newRun, NOON, temporaryFolder, temporaryStore } from './fixtures/records.ts';

const hang: KnownOutcome = { kind: 'timeout', stage: 'run', limitMs: 500 };
const program = { text: 'f00d', device: 'gpujs:cpu', toolchain: 'gpu.js 2.24.1' };

describe('known outcomes', () => {
  it('are known to every later run, in another process too', () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const first = temporaryStore({}, path);
    first.knownOutcomes.record(program, hang, first.runs.create(newRun()), NOON);
    first.close();
    expect(temporaryStore({}, path).knownOutcomes.find(program)).toEqual(hang);
  });

  it('hold for that text, device and toolchain only, and the first finding stays', () => {
    const store = temporaryStore();
    const run = store.runs.create(newRun());
    store.knownOutcomes.record(program, hang, run, NOON);
    store.knownOutcomes.record(program, { kind: 'crashed', detail: 'later' }, run, NOON);
    expect(store.knownOutcomes.find(program)).toEqual(hang);
    for (const change of [{ text: 'x' }, { device: 'model' }, { toolchain: 'gpu.js 3' }]) {
      expect(store.knownOutcomes.find({ ...program, ...change })).toBeUndefined();
    }
  });
});

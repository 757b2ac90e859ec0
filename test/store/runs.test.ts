import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LATER, newRun, NOON, temporaryFolder, temporaryStore } from './fixtures/records.ts';

describe('runs', () => {
  it('gives back all that a run was started with', () => {
    const store = temporaryStore();
    const run = newRun({ configuration: { limits: [1, Infinity], nested: { none: null } } });
    const id = store.runs.create(run);
    expect(id).toMatch(/^r-[0-9a-f]{6}$/);
    const { kernel, ...rest } = run;
    expect(store.runs.get(id)).toEqual({
      ...rest,
      id,
      status: 'running',
      finished: null,
      stopReason: null,
      result: null,
      owner: { pid: process.pid, host: expect.any(String), heartbeat: NOON },
      kernel: {
        name: 'poolSum',
        operation: 'pool-sum',
        file: kernel.file,
        text: kernel.text,
        hash: kernel.hash,
        signature: kernel.kernel.signature,
        locations: { n0: { line: 1, column: 35 }, n4: { line: 3, column: 7 } },
      },
    });
  });

  it('gives every run an id of its own, even with equal beginnings', () => {
    const store = temporaryStore();
    const ids = Array.from({ length: 20 }, () => store.runs.create(newRun()));
    expect(new Set(ids).size).toBe(20);
  });

  it('keeps the texts of canonically equal kernels apart', () => {
    const store = temporaryStore();
    const one = store.runs.create(newRun());
    const { kernel } = newRun();
    const other = store.runs.create(newRun({ kernel: { ...kernel, text: `${kernel.text} // renamed` } }));
    expect(store.runs.get(one).kernel.text).toBe(kernel.text);
    expect(store.runs.get(other).kernel.text).toBe(`${kernel.text} // renamed`);
  });

  it('ends a run, with reason and result, and lets go of it', () => {
    const store = temporaryStore();
    const id = store.runs.create(newRun());
    store.runs.finish(id, { status: 'finished', finished: LATER, stopReason: 'evaluations', result: { best: 1.25 } });
    expect(store.runs.get(id)).toMatchObject({
      status: 'finished',
      finished: LATER,
      stopReason: 'evaluations',
      result: { best: 1.25 },
      owner: null,
    });
  });

  it('opens an ended run again when it is claimed', () => {
    const store = temporaryStore();
    const id = store.runs.create(newRun());
    store.runs.finish(id, { status: 'interrupted', finished: LATER, stopReason: 'SIGINT', result: null });
    store.runs.claim(id, LATER);
    expect(store.runs.get(id)).toMatchObject({ status: 'running', finished: null, stopReason: null });
  });

  it('reads a run whose writer is gone as interrupted', () => {
    const path = join(temporaryFolder(), 'evoke.db');
    const first = temporaryStore({}, path);
    const id = first.runs.create(newRun());
    const reader = temporaryStore({ readonly: true }, path);
    expect(reader.runs.get(id).status).toBe('running');
    first.close();
    expect(reader.runs.get(id)).toMatchObject({ status: 'interrupted', owner: null });
  });

  it('takes a unique start of an id, with or without r-', () => {
    const store = temporaryStore();
    const id = store.runs.create(newRun());
    expect([id, id.slice(0, 5), id.slice(2), id.slice(2, 4)].map(store.runs.resolve)).toEqual([id, id, id, id]);
  });

  it('names the runs there are for one that is not', () => {
    const store = temporaryStore();
    expect(() => store.runs.get('r-zzz')).toThrow(/^there is no run "r-zzz": .* holds no runs yet; `evoke run` makes one$/);
    const early = store.runs.create(newRun({ created: NOON }));
    const late = store.runs.create(newRun({ created: LATER }));
    expect(() => store.runs.get('r-zzz')).toThrow(`the latest are ${late}, ${early}; \`evoke runs\` lists all`);
    expect(() => store.runs.get('')).toThrow('there is no run ""');
    expect(() => store.runs.get('r-')).toThrow(`"r-" is the start of 2 runs: ${late}, ${early}; give more of the id`);
    expect(() => store.runs.get('%')).toThrow('there is no run "%"');
  });
});

import { expect, it } from 'vitest';
import type { RunResult } from '../../src/model/index.ts';
import { evoke, evokeJson, refused, workspace } from './fixtures/evoke.ts';
import { tiny, writeInputs } from './fixtures/inputs.ts';

/** `run --objective worst` as a user runs it. */
const space = workspace('worst');

it('searches on the worst of the workloads named, and tells it first', async () => {
  writeInputs(space);
  const long = space.write('long.json', JSON.stringify({ ...tiny, name: 'long', bagLengths: { distribution: 'fixed', length: 30 } }));
  const words = ['run', 'pool-sum', '--objective', 'worst', '--workload', space.path('tiny.json'), '--workload', long, '--device', 'model', '--evaluations', '60', '--db', space.path('runs.db')];
  const result = await evokeJson<RunResult>(words);
  expect(result).toMatchObject({ workload: 'worst of tiny, long', verdict: 'FAST' });
  expect(result.groups).toHaveLength(2);
  const text = await evoke(words);
  expect(text.code, text.stderr).toBe(0);
  expect(text.stdout).toMatch(/\n  worst     \d\.\d{3}×   exact on the model   FAST   on (tiny|long)\n            \d\.\d{3}×   exact on the model   FAST   on (tiny|long)\n/);
  const say = (...more: string[]) => refused(['run', 'pool-sum', '--device', 'model', '--db', space.path('new.db'), ...more], space.folder);
  expect(await say('--workload', space.path('tiny.json'), '--workload', long)).toMatch(/^2 workloads are named, and a run searches on one; '--objective worst' searches on the worst of several$/);
  expect(await say('--objective', 'worst')).toMatch(/^--objective worst is about several workloads, and only \S+ is named; name two or more, each with --workload$/);
  const { code, stderr } = await evoke(['run', 'pool-sum', '--objective', 'mean']);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('worst') as string });
});

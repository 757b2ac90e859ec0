import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { PeersReport, Ranking } from '../../src/model/index.ts';

/** The script that a card is accepted with, here with the model in the card's place: what it leaves, whatever befalls a part. */
const folder = mkdtempSync(join(tmpdir(), 'evoke-acceptance-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function acceptance(parts: readonly string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync('test/device/acceptance.sh', [folder, ...parts], {
    encoding: 'utf8', env: {
      ...process.env, EVOKE_ACCEPTANCE_DEVICE: 'model:h200-like', EVOKE_ACCEPTANCE_MEMORY: '64KiB', EVOKE_ACCEPTANCE_VARIANTS: '10', EVOKE_ACCEPTANCE_KERNELS: 'gather gather-grid',
      EVOKE_ACCEPTANCE_PEERS: 'cuembed-readme', EVOKE_PYTHON: 'no-such-python', ...environment,
    },
  });
  return { status, stderr, said: stdout, summary: read('summary.txt').trim().split('\n').slice(-parts.length) };
}
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const seconds = /in \d+ s$/;

test('leaves text and JSON of each part, says what is missing, and packs all of it', () => {
  const { status, summary, said } = acceptance(['machine', 'verify', 'rank', 'peers', 'bench-evolved']);
  expect(summary).toEqual([
    expect.stringMatching(/^machine: done/), expect.stringMatching(/^verify: done/), expect.stringMatching(/^rank: done/),
    expect.stringMatching(/^peers: LEFT OUT: the peers cannot be measured here: .*no-such-python/), expect.stringMatching(/^bench-evolved: LEFT OUT: no evolution in /),
  ]);
  expect(summary[0]).toMatch(seconds);
  expect(status).toBe(0);
  expect(read('verify.txt')).toBe('gather: verified\ngather-grid: verified\n');
  expect((JSON.parse(read('verify.json')) as { kernel: string; verified: boolean }[]).map(({ kernel, verified }) => [kernel, verified])).toEqual([['gather', true], ['gather-grid', true]]);
  expect((JSON.parse(read('rank.json')) as Ranking).kernels.map(({ variants }) => variants)).toEqual([10, 10, 10]);
  expect(said).toContain(read('rank.md').trim());
  expect(read('summary.jsonl').trim().split('\n').map((line) => (JSON.parse(line) as { part: string; result: string }).result)).toEqual(['done', 'done', 'done', 'left out', 'left out']);
  const packed = spawnSync('tar', ['-tzf', join(folder, 'results.tar.gz')], { encoding: 'utf8' }).stdout;
  for (const name of ['summary.txt', 'machine.txt', 'devices.json', 'verify.json', 'rank.json', 'rank.md', 'peers.out']) expect(packed).toContain(`./${name}\n`);
}, 180_000);

test('keeps what a part had that is ended in the middle, and says that it is not whole', () => {
  const python = join(folder, 'python.sh');
  // a card is found, a workload is measured, and then the end comes
  writeFileSync(python, `#!/bin/sh
echo '{"card":"a card","pytorch":"2","cuda":"13","terms":[]}'
read -r job
echo '{"workload":"cuembed-readme","operation":"gather","bytes":1,"left":[],"results":[{"contender":"evoke plain","error":0,"poisoned":1,"cold":{"median":1,"fastest":1,"slowest":1},"warm":{"median":1,"fastest":1,"slowest":1}}]}'
read -r job
kill -KILL $PPID
`);
  chmodSync(python, 0o755);
  const { status, summary } = acceptance(['peers'], { EVOKE_PYTHON: python });
  expect(summary[0]).toMatch(/^peers: FAILED with exit code 137/);
  expect(status).toBe(1);
  expect(JSON.parse(read('peers.json')) as PeersReport).toMatchObject({ workloads: [{ operation: 'gather' }], unfinished: ['pool-sum on cuembed-readme'] });
  expect(read('peers.md')).toMatch(/^NOT WHOLE: this was written before these were measured: pool-sum on cuembed-readme\.\n[^]*evoke plain/);
}, 120_000);

test('begins nothing that has no time left, and nothing at all where a part is misspelt', () => {
  const none = acceptance(['verify', 'rank'], { EVOKE_ACCEPTANCE_TOTAL: '1' });
  expect(none.summary).toEqual(['verify: NOT BEGUN, the 1 s of this call are used up', 'rank: NOT BEGUN, the 1 s of this call are used up']);
  expect(none.status).toBe(1);
  const before = read('summary.txt');
  expect(acceptance(['machine', 'ranks'])).toMatchObject({ status: 2, stderr: expect.stringMatching(/^ranks: unknown part; parts: machine contract verify bench peers /) as string });
  expect(read('summary.txt')).toBe(before);
}, 60_000);

test('leaves out what needs a card where there is none', () => {
  const { status, summary } = acceptance(['bench', 'evolve-pool-sum'], { EVOKE_ACCEPTANCE_DEVICE: 'replay' });
  expect(status).toBe(0);
  for (const line of summary) expect(line).toMatch(/^(bench|evolve-pool-sum): LEFT OUT: device replay: it answers from a recorded run/);
  expect(existsSync(join(folder, 'bench.json'))).toBe(false);
}, 60_000);

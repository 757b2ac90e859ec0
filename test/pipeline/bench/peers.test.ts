import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { PeersReport } from '../../../src/model/index.ts';
import { contestsOver, shippedVersions } from '../../../src/pipeline/bench/card.ts';
import { writeJob } from '../../../src/pipeline/bench/peers-job.ts';
import { benchPeers } from '../../../src/pipeline/bench/peers.ts';
import { scaledTo } from '../../../src/pipeline/bench/scale.ts';
import { findWorkload } from '../../../src/workloads/index.ts';
import { hasTorch, python, withStandIn } from '../../exports/torch/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'evoke-peers-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

const options = { memory: 2 ** 18, workloads: ['cuembed-readme', 'dot-27x64'], rounds: 2, launches: 2, progress: () => {} };
const specs = options.workloads.map((name) => scaledTo(options.memory, findWorkload(name).spec));
const versions = shippedVersions(['gather', 'pool-sum', 'pool-sum-grid', 'interact-dot', 'interact-dot-grid-f16']);

/** A program that stands where Python does. */
function program(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A script of Python with the project's peers.py in reach, as if there were a card. */
function inPython(text: string) {
  const file = join(folder, 'script.py');
  writeFileSync(file, `import sys\nsys.path.insert(0, sys.argv[1])\nimport torch, peers\n${text}`);
  const environment = withStandIn();
  return spawnSync(environment['EVOKE_PYTHON']!, [file, 'python', folder], { encoding: 'utf8', env: { ...process.env, ...environment } });
}

describe('the bench against PyTorch', () => {
  it('writes arrays and packages for every operation of every workload', async () => {
    const left: string[] = [];
    const jobs = [];
    for (const [at, contest] of contestsOver(specs, versions).entries()) jobs.push(await writeJob(folder, `contest_${at}`, contest, options, left));
    expect(left).toEqual([]);
    writeFileSync(join(folder, 'jobs.json'), JSON.stringify(jobs));
    expect(jobs.map(({ name, what }) => `${name} ${what}`)).toEqual(['cuembed-readme gather', 'cuembed-readme pool-sum', 'dot-27x64 interact-dot', 'dot-27x64 interact-dot of f16']);
    for (const { arrays, kernels, bytes, rounds, launches } of jobs) {
      expect({ rounds, launches }).toEqual({ rounds: 2, launches: 2 });
      expect(bytes).toBeGreaterThan(0);
      for (const file of Object.values(arrays)) expect(existsSync(join(folder, file))).toBe(true);
      for (const { package: name, module } of kernels) expect(existsSync(join(folder, name, module, 'kernel.cu'))).toBe(true);
    }
    expect(new Set(jobs.flatMap(({ kernels }) => kernels.map(({ module }) => module))).size).toBe(5);
  });

  it.skipIf(!hasTorch)('knows the right answers: PyTorch on the processor agrees with them on the same bytes (needs python3-torch)', () => {
    const { stdout, stderr } = inPython(`
import json, pathlib
import numpy
folder = pathlib.Path(sys.argv[2])
for workload in json.loads((folder / "jobs.json").read_text()):
    if "f16" in workload["types"].values():
        narrow = peers.narrowed(torch.zeros(2), "f16")
        print(workload["what"], narrow.dtype) # this PyTorch multiplies no half precision on the processor
        continue
    arrays = {name: peers.narrowed(torch.from_numpy(numpy.load(folder / file)), workload["types"][name]) for name, file in workload["arrays"].items()}
    right = peers.right_answer(workload["operation"], arrays)
    found, left = peers.peer_contenders(workload, arrays)
    for name, call in found:
        peers.check(name, call(), right)
        for spoil in (lambda values: values[0].mul_(1.001), lambda values: values[-1].fill_(float("nan"))):
            spoiled = call().clone()
            spoil(spoiled.view(-1))
            try:
                peers.check(name, spoiled, right)
                print(name, "a wrong element is not seen")
            except RuntimeError as error:
                assert "1 of" in str(error), error
        print(workload["operation"], name, "agrees")
    print(*left)
`);
    expect(stderr).toBe('');
    const without = (contest: string) => `PyTorch, compiled: ${contest}: PyTorch 1.13.0a0 has no torch.compile`;
    expect(stdout.trim().split('\n')).toEqual([
      'gather PyTorch F.embedding, eager agrees', 'gather PyTorch F.embedding, eager, int64 indices agrees',
      'gather PyTorch index_select, eager agrees', 'gather PyTorch index_select, eager, int64 indices agrees', without('gather on cuembed-readme'),
      'pool-sum PyTorch F.embedding_bag, eager agrees', 'pool-sum PyTorch F.embedding_bag, eager, int64 indices agrees', without('pool-sum on cuembed-readme'),
      'interact-dot PyTorch bmm, eager agrees', without('interact-dot on dot-27x64'), 'interact-dot of f16 torch.float16',
    ]);
  });

  it.skipIf(!hasTorch)('leaves out whoever is right before and wrong when timed, or writes nothing (needs python3-torch)', () => {
    const { stdout, stderr } = inPython(`
import json
answer = torch.arange(12.0).reshape(3, 4) + 1
right = (answer, torch.zeros_like(answer))
calls = {"racing": 0, "lazy": 0}
kept = answer.clone()

def racing():
    calls["racing"] += 1
    return answer + (calls["racing"] == 9)

def lazy():
    """Writes its output once, and then hands out what lies there."""
    return kept

batches = peers.Batches(torch.empty(1024), launches=3)
results, left = peers.measure({"name": "w"}, [("honest", answer.clone), ("racing", racing), ("lazy", lazy), ("broken", lambda: 1 / 0)], right, 4, batches)
print(json.dumps({"results": [(each["contender"], sorted(each)) for each in results], "left": left}))
`);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      results: [['honest', ['cold', 'contender', 'error', 'poisoned', 'warm']]],
      left: [
        'broken on w: division by zero',
        expect.stringMatching(/^(racing on w: wrong when timed (cold|warm): 12|lazy on w: wrong when timed cold: 12) of 12 elements of launch \d of 3, though right before$/),
        expect.stringMatching(/^(racing|lazy) on w: wrong when timed/),
      ],
    });
  });

  it.skipIf(!hasTorch)('measures ours beside PyTorch, and keeps every workload as it is finished (needs python3-torch)', async () => {
    for (const [name, value] of Object.entries(withStandIn())) vi.stubEnv(name, value);
    const kept: PeersReport[] = [];
    const report = await benchPeers({ ...options, workloads: ['cuembed-readme'], versions }, (soFar) => kept.push(soFar));
    expect(report.left).toEqual(['gather', 'pool-sum'].map(() => expect.stringContaining('has no torch.compile') as string));
    expect(report).toMatchObject({ card: 'the stand-in, which is no card', unfinished: [] });
    expect(report.terms.join(' ')).toMatch(/TF32 is off.*int32.*int64.*static shapes/);
    expect(report.workloads.map(({ operation, results }) => [operation, results.map(({ contender }) => contender)])).toEqual([
      ['gather', ['evoke plain', 'PyTorch F.embedding, eager', 'PyTorch F.embedding, eager, int64 indices', 'PyTorch index_select, eager', 'PyTorch index_select, eager, int64 indices']],
      ['pool-sum', ['evoke plain', 'evoke hand-tuned (pool-sum-grid)', 'PyTorch F.embedding_bag, eager', 'PyTorch F.embedding_bag, eager, int64 indices']],
    ]);
    for (const { cold, warm } of report.workloads.flatMap(({ results }) => results)) for (const { fastest, median, slowest } of [cold, warm]) expect(0 < fastest && fastest <= median && median <= slowest).toBe(true);
    expect(kept.map(({ workloads, unfinished }) => [workloads.length, unfinished])).toEqual([
      [0, ['gather on cuembed-readme', 'pool-sum on cuembed-readme']], [1, ['pool-sum on cuembed-readme']], [2, []],
    ]);
  });

  it('loses no other workload to one on which the process ends', async () => {
    const facts = { card: 'a card', pytorch: '2', cuda: '13', terms: [] };
    const ends = program('ends.sh', `echo '${JSON.stringify(facts)}'
read -r job
case $job in *'"what":"gather"'*) echo 'CUDA error: an illegal memory access was encountered' >&2; exit 1;; esac
echo '{"workload":"w","operation":"pool-sum","bytes":1,"results":[],"left":["told by Python"]}'
read -r job`);
    const report = await benchPeers({ ...options, workloads: ['cuembed-readme'], versions: shippedVersions(['gather', 'pool-sum']), python: ends });
    expect(report).toEqual({
      ...facts, unfinished: [], workloads: [{ workload: 'w', operation: 'pool-sum', bytes: 1, results: [] }],
      left: ['gather on cuembed-readme: CUDA error: an illegal memory access was encountered', 'told by Python'],
    });
  });

  it('says in one line what is missing: Python, PyTorch, or a card', async () => {
    const one = { ...options, versions: shippedVersions(['gather']) };
    await expect(benchPeers({ ...one, python: 'no-such-python' })).rejects.toThrow(/^the peers cannot be measured here: .*no-such-python/);
    await expect(benchPeers({ ...one, python: program('silent.sh', 'exit 1') })).rejects.toThrow(/it ended with exit code 1 and without a word; PyTorch with CUDA is looked for/);
    if (hasTorch) await expect(benchPeers({ ...one, python })).rejects.toThrow(/sees no CUDA card: torch.cuda.is_available\(\) is False/);
  });
});

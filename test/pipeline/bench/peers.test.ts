import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { shippedVersions } from '../../../src/pipeline/bench/card.ts';
import { benchPeers, writeJob } from '../../../src/pipeline/bench/peers.ts';

const folder = mkdtempSync(join(tmpdir(), 'evoke-peers-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = { memory: 2 ** 18, workloads: ['cuembed-readme', 'dot-27x64'], rounds: 2, launches: 2, progress: () => {} };
/** Debian's PyTorch, for the processor. */
const python = '/usr/bin/python3';
const hasTorch = existsSync('/usr/lib/python3/dist-packages/torch');

describe('the bench against PyTorch', () => {
  it('writes arrays and packages for every operation of every workload', async () => {
    const left = await writeJob(folder, { ...options, versions: shippedVersions(['gather', 'pool-sum', 'pool-sum-grid', 'interact-dot', 'interact-dot-grid-f16']) });
    expect(left).toEqual([]);
    const job = JSON.parse(readFileSync(join(folder, 'job.json'), 'utf8')) as { workloads: { name: string; operation: string; bytes: number; arrays: Record<string, string>; kernels: { version: string; package: string; module: string }[] }[] };
    expect(job.workloads.map(({ name, operation }) => `${name} ${operation}`)).toEqual(['cuembed-readme gather', 'cuembed-readme pool-sum', 'dot-27x64 interact-dot', 'dot-27x64 interact-dot']);
    for (const { arrays, kernels, bytes } of job.workloads) {
      expect(bytes).toBeGreaterThan(0);
      for (const file of Object.values(arrays)) expect(existsSync(join(folder, file))).toBe(true);
      for (const { package: name, module } of kernels) expect(existsSync(join(folder, name, module, 'kernel.cu'))).toBe(true);
    }
    expect(new Set(job.workloads.flatMap(({ kernels }) => kernels.map(({ module }) => module))).size).toBe(5);
  });

  it.skipIf(!hasTorch)('knows the right answers: PyTorch on the processor agrees with them on the same bytes (needs python3-torch)', () => {
    const script = `
import json, pathlib, sys
sys.path.insert(0, sys.argv[2])
import numpy, torch, peers
folder = pathlib.Path(sys.argv[1])
for workload in json.loads((folder / "job.json").read_text())["workloads"]:
    if "f16" in workload["types"].values():
        narrow = peers.narrowed(torch.zeros(2), "f16")
        print(workload["what"], narrow.dtype) # this PyTorch multiplies no half precision on the processor
        continue
    arrays = {name: peers.narrowed(torch.from_numpy(numpy.load(folder / file)), workload["types"][name]) for name, file in workload["arrays"].items()}
    answer = peers.right_answer(workload["operation"], arrays)
    for name, peer in peers.PEERS[workload["operation"]].items():
        peers.check(name, peer(*peers.peer_arguments(workload["operation"], arrays)), answer, workload["operation"])
        spoiled = peer(*peers.peer_arguments(workload["operation"], arrays)).clone()
        spoiled.view(-1)[0] += 1
        try:
            peers.check(name, spoiled, answer, workload["operation"])
        except RuntimeError:
            print(workload["operation"], name, "agrees")
`;
    const { stdout, stderr } = spawnSync(python, ['-c', script, folder, 'python'], { encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual(['gather F.embedding agrees', 'gather index_select agrees', 'pool-sum F.embedding_bag agrees', 'interact-dot bmm agrees', 'interact-dot of f16 torch.float16']);
  });

  it('says in one line what is missing: Python, PyTorch, or a card', async () => {
    const versions = shippedVersions(['gather']);
    await expect(benchPeers({ ...options, versions, python: 'no-such-python' })).rejects.toThrow(/^the peers cannot be measured here: .*no-such-python/);
    if (hasTorch) await expect(benchPeers({ ...options, versions, python })).rejects.toThrow(/sees no CUDA card: torch.cuda.is_available\(\) is False/);
  });
});

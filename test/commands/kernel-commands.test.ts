import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceInfo, KernelReport, Unavailable, WorkloadSpec } from '../../src/model/index.ts';
import { operations } from '../../src/verify/index.ts';
import { evoke, evokeJson, listing, workspace } from './fixtures/evoke.ts';
import { writeInputs } from './fixtures/inputs.ts';

/** Commands that look at kernels, workloads and devices and start no run. */
const space = workspace('look');
const { folder: cwd, path } = space;
beforeAll(() => writeInputs(space));

describe('check', () => {
  it('passes a kernel, by file and by shipped name', async () => {
    const [text, report] = await Promise.all([evoke(['check', 'mine.js'], { cwd }), evokeJson<KernelReport>(['check', 'pool-sum'])]);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout.replace(/hash [0-9a-f]{20}/, 'hash …')).toMatchInlineSnapshot(`
      "mine (pool-sum), canonical hash …
        ok    types: indices holds indices; offsets holds offsets; locals sum f32, j i32
        ok    sanitizer: 60 hostile inputs: no access out of bounds, nothing uninitialised, every element written, all loops end
      mine.js is checked.
      "
    `);
    expect(report).toMatchObject({ kernel: 'poolSum', operation: 'pool-sum', device: null, verified: true, hash: expect.stringMatching(/^[0-9a-f]{20}$/) as string });
    expect(report.gates.map(({ gate, ok }) => [gate, ok])).toEqual([['types', true], ['sanitizer', true]]);
  });

  it('fails one with a fault, with exit code 1 and the place', async () => {
    const [text, json] = await Promise.all([evoke(['check', 'outside.js'], { cwd }), evoke(['check', 'outside.js', '--json'], { cwd })]);
    expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 1, stderr: '' });
    expect(text.stdout).toMatch(/\n {2}FAIL {2}sanitizer: outside\.js:10:44: out-of-bounds: offsets\[\d+\] .*\n.*\n.*\n10 \| .*\n +\| +\^\n/s);
    expect(text.stdout).toMatch(/outside\.js is NOT checked\.\n$/);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ verified: false, gates: [{ gate: 'types', ok: true }, { gate: 'sanitizer', ok: false }] });
  });
});

describe('verify', () => {
  it('passes a right kernel through every gate, a golden case among them', async () => {
    const report = await evokeJson<KernelReport>(['verify', 'mine.js', '--device', 'model', '--against', 'right.npz'], { cwd });
    expect(report).toMatchObject({ kernel: 'mine', device: 'model', verified: true });
    const gates = report.gates.map(({ gate }) => gate).join('\n');
    for (const part of ['types', 'sanitizer', 'golden case right.npz', 'hostile inputs', 'held-out inputs', 'workload meta-2021-small']) expect(gates).toContain(part);
  });

  it.each([
    ['a wrong kernel', ['wrong.js'], /\n {2}FAIL {2}hostile inputs in the interpreter: wrong in case '.+': .*got .*, expected .*\nwrong\.js is NOT verified\.\n$/],
    ['a golden case that says otherwise', ['mine.js', '--against', 'other.npz'], /\n {2}FAIL {2}golden case other\.npz in the interpreter: .*\[1\]\[1\]: got 12, expected 13.*\nmine\.js is NOT verified\.\n$/],
    ['a fault', ['outside.js'], /\n {2}FAIL {2}sanitizer: /],
  ])('fails %s, with exit code 1', async (_, words, said) => {
    const { code, stdout, stderr } = await evoke(['verify', ...words, '--device', 'model'], { cwd });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(said);
  });

  it('takes a kernel of no operation: its own text is the oracle', async () => {
    expect(await evoke(['verify', 'own.js', '--device', 'gpujs:cpu'], { cwd })).toMatchObject({ code: 0, stdout: expect.stringMatching(/no @operation.*own\.js is verified\.\n$/s) as string });
  });
});

describe('devices', () => {
  it('lists all, marks the best, and says what is an estimate and what is missing', async () => {
    const { best, devices } = await evokeJson<{ best: string; devices: (DeviceInfo | Unavailable)[] }>(['devices']);
    const names = devices.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['gpujs:webgpu', 'gpujs:webasm', 'gpujs:cpu', 'model']));
    expect(names).toContain(best);
    expect(best).not.toBe('model');
    expect(devices.find(({ name }) => name === 'model')).toMatchObject({ estimate: true });
    for (const device of devices) expect('reason' in device ? device.remedy : device.hardware).toMatch(/\S/);
    const { stdout } = await evoke(['devices']);
    expect(stdout).toMatch(/^ {2}model +.*; ESTIMATES from a model, not measurements; /m);
    expect(stdout.split('\n').filter((line) => line.startsWith('* ')).length).toBe(2);
  });
});

describe('kernels', () => {
  it('lists each operation with profile, devices and floor', async () => {
    const { stdout } = await evoke(['kernels']);
    const listed = stdout.split('\n').filter((line) => /^\S/.test(line)).map((line) => line.split(/ +/)[1]!.replace(':', ''));
    expect([...new Set(listed)].sort()).toEqual(operations.map(({ name }) => name).sort());
    expect(stdout).toMatch(/\ninteract-dot-grid-f16 +interact-dot: .*\n.*\n +profile dlrm; devices cuda, model with f16, .*matrix.*\n +floor 2·batch·dim \+ 2·batch·fields·dim \+ 2·batch·\(.*\) bytes\n/);
    const lines = await evokeJson<{ name: string; returns: string }[]>(['kernels']);
    expect(lines.find(({ name }) => name === 'pool-sum')).toMatchObject({ operation: 'pool-sum', parameters: ['table f32[rows][dim]', 'indices i32[lookups]', 'offsets i32[bags + 1]'], returns: 'f32[bags][dim]', profile: 'cuembed', needs: [], devices: ['cuda', 'webgpu', 'gpujs', 'model'], floor: '4·used·dim + 4·lookups + 4·(bags + 1) + 4·bags·dim' });
  });
});

describe('workloads', () => {
  it('list names them', async () => {
    const specs = await evokeJson<WorkloadSpec[]>(['workloads', 'list']);
    expect(specs.length).toBeGreaterThan(30);
    const { stdout } = await evoke(['workloads', 'list']);
    expect(stdout.trimEnd().split('\n').length).toBe(specs.length);
    expect(stdout).toMatch(/^meta-2021-small +rows [\d,]+, dim 64, bags 256\b.*; for gather, pool-sum/m);
  });

  it.each([
    ['a list', 'log.txt', 500, { rows: 97, dim: 16, bags: 256 }], ['a packed list', 'log.txt.gz', 500, { rows: 97, dim: 16, bags: 256 }],
    ['Criteo', 'log.tsv', 1300, { rows: 130, dim: 16, bags: 256 }], ['an .npz', 'right.npz', 4, { rows: 3, dim: 16, bags: 2 }],
  ])('import and profile take %s, and a run takes what they make', async (_, file, lookups, sizes) => {
    const out = path(`of-${file}`);
    const { spec, specPath, tracePath } = await evokeJson<{ spec: WorkloadSpec; specPath: string; tracePath: string }>(['workloads', 'import', file, '--out', out, '--dim', '16', '--name', 'log'], { cwd });
    expect(spec.sizes).toEqual(sizes);
    expect(listing(out).map((line) => line.split(' ')[0])).toEqual([specPath, tracePath]);
    const [profile, again, run] = await Promise.all([
      evokeJson<{ lookups: number }>(['workloads', 'profile', file], { cwd }), evokeJson<{ lookups: number; distinctRows: number }>(['workloads', 'profile', specPath]),
      evokeJson<{ workload: string }>(['run', 'gather', '--workload', specPath, '--device', 'model', '--evaluations', '1', '--db', path('evoke.db')]),
    ]);
    expect([profile.lookups, again.lookups, run.workload]).toEqual([lookups, lookups, 'log']);
  });

  it('profile says in words how hot the rows are', async () => {
    const { stdout } = await evoke(['workloads', 'profile', 'log.txt'], { cwd });
    expect(stdout).toMatch(/^log\.txt: 500 lookups of 49 distinct rows, largest index 96\nShare of accesses to rows used so many times:\n/);
    expect(stdout).toMatch(/\nShare of accesses by the hottest rows:\n {2}top [\d.]+ % \([\d,]+ rows?\): [\d.]+ %/);
  });
});

describe('export of a file', () => {
  it('gives a package that passes its own check, and says so', async () => {
    const { code, stdout } = await evoke(['export', 'mine.js', '--workload', 'tiny.json', '--format', 'gpujs', '--out', 'mine-out'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Exported to .*mine-out: index\.js, .*\nSelf-check: ok /);
    const exported = await evokeJson<{ ok: boolean; files: string[] }>(['export', 'gather', '--format', 'gpujs', '--out', 'gather-out'], { cwd });
    expect(exported.ok).toBe(true);
    expect(listing(path('gather-out')).length).toBe(exported.files.length);
  });
});

describe('bench', () => {
  it('gives figures with their aim and the machine named', async () => {
    const { machine, figures, runs } = await evokeJson<{ machine: string; figures: { what: string; aim: string; value: string; met: boolean | null }[]; runs: unknown[] }>(
      ['bench', '--search', '1', '--evaluations', '20', '--kernel', 'pool-sum'], { cwd });
    expect(machine).toContain(process.version);
    expect(runs).toEqual([]);
    expect(figures.length).toBeGreaterThan(0);
    for (const figure of figures) expect(figure).toMatchObject({ what: expect.stringMatching(/\S/) as string, aim: expect.stringMatching(/\S/) as string, value: expect.stringMatching(/\S/) as string });
  });
});

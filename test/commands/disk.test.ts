import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evoke, evokeJson, listing, main, refused, workspace, type Surroundings } from './fixtures/evoke.ts';
import { writeInputs } from './fixtures/inputs.ts';

/** Places that cannot be written: read-only, and full. */
const space = workspace('disk');
const { folder, path } = space;
const run = (...words: string[]) => ['run', path('mine.js'), '--workload', path('tiny.json'), '--device', 'model', '--evaluations', '3', ...words];
const root = process.getuid?.() === 0;

const mounts: string[] = [];
afterAll(() => {
  for (const at of mounts) execFileSync('umount', ['-l', at]);
  chmodSync(path('read-only'), 0o755);
});

/** A file system in memory; false where this user may not mount one. */
function mount(at: string, options: string): boolean {
  mkdirSync(at);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at], { stdio: 'ignore' });
  } catch {
    return false;
  }
  mounts.push(at);
  return true;
}

/** Whose process finds `read-only` to be so: root may write wherever a mount does not forbid it. */
let someone: Surroundings = {};

beforeAll(async () => {
  writeInputs(space);
  expect(await evoke(run('--db', path('evoke.db')))).toMatchObject({ code: 0 });
  const mounted = root && mount(path('read-only'), 'size=4m');
  cpSync(path('evoke.db'), path('read-only', 'evoke.db'), { recursive: true });
  if (mounted) return void execFileSync('mount', ['-o', 'remount,ro', path('read-only')]);
  chmodSync(folder, 0o755);
  for (const [name, mode] of [['read-only/evoke.db', 0o444], ['read-only', 0o555]] as const) chmodSync(path(name), mode);
  if (root) someone = { uid: 65534 };
}, 60_000);

describe('where nothing may be written', () => {
  const cannot = /read-only|permission denied|cannot be made|EROFS|EACCES/;
  it.each([
    ['a database', () => run('--db', path('read-only', 'evoke.db')), /read-only\/evoke\.db cannot be written: the file or its directory is read-only; allow writing or name another file$/],
    ['a new database', () => run('--db', path('read-only', 'new.db')), cannot],
    ['a database in a new folder', () => run('--db', path('read-only', 'new', 'evoke.db')), cannot],
    ['an export', () => ['export', path('mine.js'), '--format', 'gpujs', '--out', path('read-only', 'out')], /^cannot write .*read-only\/out: .*; give --out a folder that can be written$/],
    ['the export after a run, before it begins', () => run('--db', path('new.db'), '--export', path('read-only', 'out')), /^cannot write .*read-only\/out: /],
    ['an import', () => ['workloads', 'import', path('log.txt'), '--out', path('read-only', 'imported')], /^cannot write .*read-only\/imported: (the file system is read-only|permission denied)$/],
    ['an import among others', () => ['workloads', 'import', path('log.txt'), '--out', path('read-only')], /^cannot write .*read-only\/log\.npy: (the file system is read-only|permission denied)$/],
  ])('%s is refused in one line', async (_, words, line) => {
    expect(await refused(words(), folder, 2, someone)).toMatch(line);
  });

  it('a run in a working directory that is read-only says which directory it cannot make', async () => {
    expect(await refused(run(), folder, 2, { cwd: path('read-only'), ...someone })).toMatch(/^the directory runs cannot be made \(.*(read-only|permission denied)\); name a file in a directory that you may write$/);
  });

  it('what only reads works there', async () => {
    const before = listing(folder);
    const [runs] = await evokeJson<{ id: string; status: string }[]>(['runs', '--db', 'evoke.db'], { cwd: path('read-only'), ...someone });
    expect(runs).toMatchObject({ status: 'finished' });
    expect((await evoke(['lineage', runs!.id, '--db', 'evoke.db'], { cwd: path('read-only'), ...someone })).code).toBe(0);
    expect((await evoke(['check', path('mine.js')], { cwd: path('read-only'), ...someone })).code).toBe(0);
    expect(listing(folder)).toEqual(before);
  });
});

describe('where the disk is full', () => {
  /** 64 KiB; where none can be mounted, the device that is always full takes a part of its place. */
  let small = false;
  beforeAll(() => { small = root && mount(path('small'), 'size=64k'); });
  const fill = () => execFileSync('sh', ['-c', `head -c 60000 /dev/zero > '${path('small', 'filler')}'`]);

  it('a list that nobody can keep ends in one line', async () => {
    const { status, stderr } = spawnSync('sh', ['-c', `'${process.execPath}' '${main}' kernels > /dev/full`], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 2, stderr: 'error: cannot write the output: ENOSPC: no space left on device, write; send it elsewhere\n' });
  });

  it('a database is refused in one line', async () => {
    const file = small ? path('small', 'evoke.db') : '/dev/full';
    const { code, stdout, stderr } = await evoke(run('--db', file));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([`error: the disk is full: the last batch did not fit into ${file}; all batches before it are kept, free some space and go on with \`evoke resume\``]);
  });

  it('an export and an import leave nothing', async () => {
    if (small) {
      fill();
      expect(await refused(['export', path('mine.js'), '--format', 'gpujs', '--out', path('small', 'out')], folder)).toMatch(/^cannot write .*small\/out: .*no space left.*; give --out a folder/);
      expect(await refused(['workloads', 'import', path('log.txt'), '--out', path('small', 'imported')], folder)).toMatch(/^cannot write .*small\/imported\/log\.(json|npy): the disk is full$/);
    } else {
      // Every file of a process stays under 1 KiB: what a full disk does to a write, told as such.
      for (const words of [['export', path('mine.js'), '--format', 'gpujs', '--out', path('out')], ['workloads', 'import', path('log.txt'), '--out', path('imported')]]) {
        expect(await refused(words, folder, 2, { limit: 1 })).toMatch(/^cannot write /);
      }
    }
  });
});

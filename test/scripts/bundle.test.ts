import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
// @ts-expect-error plain JavaScript, as the other scripts
import { bundle, librariesOf } from '../../scripts/bundle.mjs';

/** The archive as a user of a bare GPU machine has it: unpacked somewhere, with nothing of this checkout in reach. */
let folder: string;
let size: number;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'evoke-bundle-test-'));
  const archive = join(folder, 'evoke.tar.xz');
  size = bundle(archive, () => {}, { preset: 1 }); // the usual one takes a minute more, and makes it smaller only
  expect(spawnSync('tar', ['-xJf', archive], { cwd: folder }).status).toBe(0);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without PATH, HOME or anything else of this process. */
const evoke = (...args: string[]) => spawnSync(join(folder, 'evoke', 'evoke'), args, { cwd: folder, env: {}, encoding: 'utf8', timeout: 120_000 });

test('is below 60 MiB, and what is packed is whole', () => {
  expect(size).toBeLessThan(60 * 2 ** 20);
  expect(existsSync(join(folder, 'evoke.tar.xz.part'))).toBe(false);
  expect(existsSync(join(folder, 'evoke', 'app', 'node_modules', 'gl'))).toBe(false);
});

test('says its version and its devices with an empty environment', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(evoke('--version').stdout).toContain(version);
  const { stdout, status } = evoke('devices');
  expect(status).toBe(0);
  expect(stdout).toMatch(/gpujs:webasm +.*measures/);
});

test('holds all that its packages load: what calls the driver looks for it', () => {
  const { stdout } = spawnSync(join(folder, 'evoke', 'node'), ['--input-type=module', '-e', "import koffi from 'koffi'; console.log(koffi.load('libc.so.6').func('int abs(int)')(-3))"], { cwd: join(folder, 'evoke', 'app'), env: {}, encoding: 'utf8' });
  expect(stdout).toBe('3\n');
});

test('runs an evolution, keeps its lineage in SQLite and exports the winner', () => {
  const run = evoke('run', 'pool-sum', '--device', 'model', '--evaluations', '30', '--db', 'run.db', '--json');
  expect(run.stderr + run.stdout).toContain('"status": "finished"');
  expect(statSync(join(folder, 'run.db')).size).toBeGreaterThan(10_000);
}, 120_000);

/** The system's own C library and a shell, as the barest Linux has them. */
function bareRoot(): string {
  const bare = join(folder, 'root');
  const take = (path: string) => {
    mkdirSync(join(bare, dirname(path)), { recursive: true });
    if (!existsSync(join(bare, path))) copyFileSync(path, join(bare, path));
  };
  for (const program of ['/bin/sh', process.execPath]) {
    for (const [name, path] of librariesOf(program)) if (!/stdc\+\+|libgcc/.test(name)) take(path);
  }
  take('/lib64/ld-linux-x86-64.so.2');
  take('/bin/sh');
  for (const each of ['tmp', 'dev']) mkdirSync(join(bare, each));
  writeFileSync(join(bare, 'dev', 'null'), '');
  return bare;
}

test.skipIf(process.getuid?.() !== 0)('runs in a root that holds a C library, a shell and nothing else (needs root for chroot)', () => {
  const bare = bareRoot();
  spawnSync('cp', ['-r', join(folder, 'evoke'), join(bare, 'evoke')]);
  const inside = (...args: string[]) => spawnSync('/usr/sbin/chroot', [bare, '/evoke/evoke', ...args], { env: {}, encoding: 'utf8', timeout: 120_000 });
  expect(inside('--version').stderr).toBe('');
  const devices = inside('devices'); // whose user has no home
  expect(devices.stderr).toBe('');
  expect(devices.stdout).toMatch(/cuda +not here: [^]*gpujs:webasm +.*measures/);
  expect(inside('bench', '--device', 'cuda')).toMatchObject({ status: 3, stderr: expect.stringMatching(/^error: device cuda is not here: /) as string });
  expect(inside('bench', '--peers')).toMatchObject({ status: 3, stderr: expect.stringMatching(/^error: the peers cannot be measured here: spawn python3 ENOENT/) as string });
  expect(inside('verify', 'gather', '--device', 'gpujs:webasm').stdout).toContain('is verified');
  expect(inside('check', 'pool-sum').stdout).toContain('sanitizer');
  const { status, stdout, stderr } = inside('run', 'gather', '--device', 'model', '--evaluations', '10', '--db', '/tmp/run.db');
  expect(stdout + stderr).toMatch(/ESTIMATE|estimate/);
  expect(status).toBe(0);
});

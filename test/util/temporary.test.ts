import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writePackage } from '../../src/exports/package-folder.ts';
import { writeWhole } from '../../src/util/files.ts';
import { isAlive } from '../../src/util/process.ts';
import { removeLeftovers } from '../../src/util/temporary.ts';
import { buildStore, type BuiltStore } from '../store/fixtures/build.ts';

let built: BuiltStore;
beforeAll(() => {
  built = buildStore();
});
afterAll(() => built.dispose());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evoke-temporary-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

/** A process that runs a text in `folder`, with all that `src/util/temporary.ts` exports. */
function program(text: string): string[] {
  const module = JSON.stringify(join(dirname(built.module), '../util/temporary.js'));
  return ['--input-type=module', '-e', `
    import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
    import { atEnd, hold, partialName, temporaryFolder } from ${module};
    process.chdir(${JSON.stringify(folder)});
    ${text}`];
}

const outcome = (text: string) => spawnSync(process.execPath, program(text), { encoding: 'utf8' });

/** A folder with a file in it, and a database on its way. */
const working = `
  const { path, remove } = temporaryFolder('bench', '.');
  writeFileSync(path + '/file', '');
  const partial = partialName('all.db');
  for (const end of ['', '-wal', '-shm']) writeFileSync(partial + end, '');
  const letGo = hold(partial);`;

describe('what exists for a while', () => {
  it('goes when its work is done', () => {
    expect(outcome(`const { path, remove } = temporaryFolder('bench', '.'); writeFileSync(path + '/file', ''); remove();`)).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('goes with its process on %s, which does what it always does', (signal) => {
    expect(outcome(`${working} process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000);`)).toMatchObject({ signal, stderr: '' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('a process that would go on by itself is ended on %s', async (signal) => {
    const { stdout, ...ended } = outcome(`
      import { spawn } from 'node:child_process';
      const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
      atEnd(() => process.kill(-child.pid, 'SIGKILL'));
      console.log(child.pid);
      process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000);`);
    expect(ended).toMatchObject({ signal, stderr: '' });
    await expect.poll(() => isAlive({ pid: Number(stdout), host: hostname(), started: '' }), { timeout: 20_000 }).toBe(false);
  });

  it('goes with its process on an error that nobody caught', () => {
    expect(outcome(`${working} throw new Error('a bug');`)).toMatchObject({ status: 1 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not swallow a signal that came while the work was done in one go', () => {
    expect(outcome(`${working} process.kill(process.pid, 'SIGINT'); remove(); letGo(); await new Promise((resolve) => setTimeout(resolve, 10_000));`)).toMatchObject({ signal: 'SIGINT', stderr: '' });
  });

  it('leaves it to whoever else listens what a signal means', () => {
    expect(outcome(`${working}
      process.once('SIGINT', () => setImmediate(() => { remove(); letGo(); console.log('ended in order'); }));
      process.kill(process.pid, 'SIGINT'); const wait = setInterval(() => {}, 10); process.once('SIGINT', () => clearInterval(wait));
    `)).toMatchObject({ status: 0, stdout: 'ended in order\n', stderr: '' });
  });
});

describe('what a killed process left', () => {
  const killed = (text: string) => {
    expect(outcome(`${text} process.kill(process.pid, 'SIGKILL');`)).toMatchObject({ signal: 'SIGKILL', stderr: '' });
    expect(readdirSync(folder)).not.toEqual([]);
  };

  it('is taken away by the next that writes in that place', () => {
    killed(working);
    writeWhole(join(folder, 'report.html'), 'whole');
    expect(readdirSync(folder)).toEqual(['report.html']);
  });

  it('is told from what a living process, or one of another machine, works on', async () => {
    const other = spawn(process.execPath, program(`${working} console.log('here'); setInterval(() => {}, 1000);`), { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => other.stdout.once('data', resolve));
    const theirs = readdirSync(folder);
    writeFileSync(join(folder, '.evoke-partial-1-1-00000000-1'), '');
    removeLeftovers(folder);
    other.kill('SIGKILL');
    expect(readdirSync(folder).sort()).toEqual([...theirs, '.evoke-partial-1-1-00000000-1'].sort());
  });

  /** An export that is cut off when it has laid the earlier one aside and not put its own there. */
  const cutOff = `const { path } = temporaryFolder('export', '.'); mkdirSync(path + '/aside'); renameSync('out', path + '/aside/out');`;
  const about = { format: 'gpujs' };

  it('gives back an earlier export that it was about to replace', () => {
    mkdirSync(join(folder, 'out'));
    writeFileSync(join(folder, 'out', 'a.txt'), 'earlier');
    killed(cutOff);
    removeLeftovers(folder);
    expect(readdirSync(folder)).toEqual(['out']);
    expect(readFileSync(join(folder, 'out', 'a.txt'), 'utf8')).toBe('earlier');
  });

  it('is no obstacle to the same export again', () => {
    mkdirSync(join(folder, 'out'));
    killed(cutOff);
    writePackage(join(folder, 'out'), { 'a.txt': 'later' }, about);
    expect(readdirSync(folder)).toEqual(['out']);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['a.txt', 'evoke.json']);
  });
});

import { existsSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
// @ts-expect-error plain JavaScript: it runs before anything is installed
import { installDebianPackages, requireNode } from '../../scripts/setup.mjs';
import { project } from './fixtures.ts';

const calls = (small: ReturnType<typeof project>) => (existsSync(small.path('calls')) ? readFileSync(small.path('calls'), 'utf8').trim().split('\n') : []);
/** What set-up says of Debian packages depends on the machine. */
const steps = (stderr: string) => stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Missing: '));

describe('npm start', () => {
  it('installs and builds once, then neither, until a source changes', () => {
    const small = project();
    const first = small.run('start.mjs', ['kernels', '--json']);
    expect(first).toMatchObject({ status: 0, stdout: 'the program kernels --json\n' });
    expect(steps(first.stderr)).toEqual([expect.stringMatching(/^Installing packages/), 'Building …']);
    expect(calls(small)).toEqual(['npm ci --include=dev --no-audit --no-fund']);

    const built = statSync(small.path('dist/main.js')).mtimeMs;
    const second = small.run('start.mjs', ['kernels']);
    expect({ ...second, stderr: steps(second.stderr) }).toEqual({ status: 0, stdout: 'the program kernels\n', stderr: [] });
    expect(statSync(small.path('dist/main.js')).mtimeMs).toBe(built);
    expect(calls(small).length).toBe(1);

    small.write('src/main.ts', "console.log('another program');\n");
    const later = new Date(Date.now() + 2000);
    utimesSync(small.path('src/main.ts'), later, later);
    const third = small.run('start.mjs', ['kernels']);
    expect({ stdout: third.stdout, steps: steps(third.stderr) }).toEqual({ stdout: 'another program\n', steps: ['Building …'] });
    expect(calls(small).length).toBe(1);
  });

  it('runs the main job where no command is given', () => {
    const small = project();
    expect(small.run('start.mjs').stdout).toBe('the program run pool-sum --seconds 60 --export runs/pool-sum-export\n');
  });

  it('installs again once the list of packages changes', () => {
    const small = project();
    small.run('start.mjs');
    small.write('package-lock.json', '{ "changed": true }');
    small.run('start.mjs');
    expect(calls(small).length).toBe(2);
  });

  it('takes away what a file that is gone was built to', () => {
    const small = project();
    small.write('src/old.ts', 'export {};\n');
    small.run('start.mjs');
    expect(existsSync(small.path('dist/old.js'))).toBe(true);
    rmSync(small.path('src/old.ts'));
    const later = new Date(Date.now() + 2000);
    utimesSync(small.path('src'), later, later);
    small.run('start.mjs');
    expect(existsSync(small.path('dist/old.js'))).toBe(false);
  });

  it('says why it cannot go on, in few lines, and tries again the next time', () => {
    const small = project();
    const failed = small.run('start.mjs', [], { FAIL_NPM: '1' });
    expect(failed).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/\nnpm ci failed with exit code 1; its last lines:\nno such package\n$/) as string });
    expect(small.run('start.mjs').status).toBe(0);
    const without = project();
    rmSync(without.path('bin/npm'));
    expect(without.run('start.mjs').stderr).toMatch(/\nnpm could not be started \(.*ENOENT\); install npm and start again\n$/);
    const broken = project();
    broken.write('src/main.ts', 'const = 1;\n');
    const unbuilt = broken.run('start.mjs');
    expect(unbuilt.status).toBe(2);
    expect(unbuilt.stderr).toMatch(/the build failed:\nsrc\/main\.ts\(1,7\): error TS/);
    expect(unbuilt.stderr).not.toMatch(/^ +at /m);
  });
});

describe('Node.js', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('%s will do', (version) => expect(requireNode(version)).toBeUndefined());
  it.each(['18.20.4', '20.18.3', '16.0.0'])('%s is too old, which is one line', (version) => {
    expect(() => requireNode(version)).toThrow(`Node.js ${version} is too old: Evoke needs 20.19 or newer; install it and start again`);
  });
});

describe('Debian packages', () => {
  const packages = [{ name: 'chromium', brings: 'a driver', file: '/nowhere/driver.json' }, { name: 'here', brings: 'nothing', file: process.execPath }];

  it('that cannot be installed are named, with the exact command', () => {
    vi.stubEnv('PATH', '/nowhere'); // so there is no apt-get
    try {
      const said: string[] = [];
      expect(installDebianPackages((line: string) => said.push(line), packages)).toEqual(['chromium']);
      expect(said).toEqual(['Missing: chromium (a driver). There is no apt-get here. To add it: apt-get update && apt-get install -y --no-install-recommends chromium']);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('that are there cost nothing and say nothing', () => {
    const said: string[] = [];
    expect(installDebianPackages((line: string) => said.push(line), packages.slice(1))).toEqual([]);
    expect(said).toEqual([]);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportKernel } from '../../src/exports/index.ts';
import { hasChromium, selfCheckInBrowser } from './browser.ts';
import { shipped, temporaryFolder } from './requests.ts';

const gpujs = { '/gpu.js': join(dirname(createRequire(import.meta.url).resolve('gpu.js')), '../dist/gpu-browser.min.js') };
const exported = async (name: string, fixed: Record<string, number>, format: string) =>
  (await exportKernel(shipped(name, fixed, join(temporaryFolder(), 'package'), { format }))).folder;

describe.skipIf(!hasChromium)('self-check.html of an export, in headless Chromium (needs chromium)', () => {
  it.each(['webasm', 'cpu'])('runs gpujs in mode %s', async (mode) => {
    const { status, said } = await selfCheckInBrowser(await exported('pool-sum', { dim: 5 }, 'gpujs'), `self-check.html?mode=${mode}&gpujs=/gpu.js`, gpujs);
    expect(said).toMatch(new RegExp(`(\\d+) of \\1 cases are right in mode ${mode}\n$`));
    expect(status).toBe('right');
  });

  it('says what gpujs needs', async () => {
    expect(await selfCheckInBrowser(await exported('gather', { dim: 2 }, 'gpujs'), 'self-check.html')).toEqual({
      status: 'untried', said: expect.stringMatching(/^gpu\.js is not at http.*gpu-browser\.min\.js; name its browser build by \?gpujs=URL\n$/) as string,
    });
  });

  it.each([['pool-sum', { dim: 5 }], ['pool-sum-grid', { dim: 8 }], ['interact-dot', { dim: 4, fields: 3 }]] as const)('runs %s on WebGPU', async (name, fixed) => {
    const { status, said } = await selfCheckInBrowser(await exported(name, fixed, 'wgsl'), 'self-check.html');
    expect(said).toMatch(/(\d+) of \1 cases are right on WebGPU\n$/);
    expect(status).toBe('right');
  });

  it('finds a wrong kernel wrong', async () => {
    const folder = await exported('pool-sum', { dim: 2 }, 'wgsl');
    const code = join(folder, 'index.js');
    writeFileSync(code, readFileSync(code, 'utf8').replace('sum += table', 'sum -= table'));
    const { status, said } = await selfCheckInBrowser(folder, 'self-check.html');
    expect(said).toMatch(/FAIL .*element \d+ is .*, expected/);
    expect(status).toBe('wrong');
  });
});

import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { expect, it } from 'vitest';
import { homeFolder } from '../../src/util/home-folder.ts';

it('is the system\'s answer', () => {
  expect(homeFolder()).toBe(homedir());
});

it.skipIf(process.getuid?.() !== 0)('is none for a user whom the machine does not know (needs root, to become one)', () => {
  const script = `process.setuid(54321); const { homeFolder } = await import('./dist/util/home-folder.js'); console.log(homeFolder());`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { env: {}, encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'undefined\n', stderr: '' });
});

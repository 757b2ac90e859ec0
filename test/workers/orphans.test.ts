import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Starts the parent fixture and waits for the pids of its children: one idle, one in an endless loop. */
async function family(argument = 'stay') {
  const parent = spawn(process.execPath, [fileURLToPath(new URL('./fixtures/parent.mjs', import.meta.url)), argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => parent.once('exit', resolve));
  const line = await new Promise<string>((resolve) => parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())));
  return { parent, ended, children: JSON.parse(line) as number[] };
}

function gone(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  try {
    return / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')); // dead, and not collected by its new parent yet
  } catch {
    return true;
  }
}

/** Waits as long as it takes; the test's own limit is the only clock. */
async function allGone(pids: readonly number[]): Promise<boolean> {
  while (!pids.every(gone)) await delay(20);
  return true;
}

describe('no child outlives its parent', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('that got a %s, not even in an endless loop', async (signal) => {
    const { parent, ended, children } = await family();
    expect(children).toHaveLength(2);
    expect(children.some(gone)).toBe(false);
    parent.kill(signal);
    await ended;
    expect(await allGone(children)).toBe(true);
  });

  it('that exits without closing its pool', async () => {
    const { ended, children } = await family('exit');
    await ended;
    expect(await allGone(children)).toBe(true);
  });
});

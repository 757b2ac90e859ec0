import { spawn } from 'node:child_process';
import type { ExportFormat } from './format.ts';

export interface SelfCheckResult {
  /** Nothing is wrong that was tried, and something was tried. */
  readonly ok: boolean;
  /** All of it was tried. Without a card, the kernel of a package for cards is not. */
  readonly complete: boolean;
  /** What the self-check printed, both streams, in the order it came. */
  readonly output: string;
}

/** Exit status of a self-check that held, but could try only a part. */
const partly = 3;

/** Self-check cases are small, but nvcc may have to compile the kernel; what takes this long hangs. */
const limitMs = 300_000;

/** Runs a self-check to its end. A failure of any kind is a value: the package is not right, and the output says why. */
export function runCommand({ command, arguments: words, environment }: ReturnType<ExportFormat['selfCheck']>, folder: string): Promise<SelfCheckResult> {
  return new Promise((resolve) => {
    const child = spawn(command, words, { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text; });
    child.on('error', ({ message }) => resolve({ ok: false, complete: false, output: `the self-check did not start: ${message}` }));
    child.on('close', (code, signal) => {
      const end = signal === null ? '' : `\nthe self-check was ended by ${signal}${child.killed ? ` after ${limitMs / 1000} s` : ''}`;
      resolve({ ok: code === 0 || code === partly, complete: code === 0, output: `${output.trim()}${end}`.trim() });
    });
  });
}

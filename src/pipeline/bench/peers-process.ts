import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { PeersReport, PeersWorkload } from '../../model/index.ts';
import { messageOf, UserError } from '../../util/errors.ts';

const script = fileURLToPath(new URL('../../../python/peers.py', import.meta.url));
/** What a process that has nothing more to do may take to end; then it is ended. */
const patienceMs = 10_000;

/** python/peers.py at work: a workload in, its figures out. */
export interface PeersProcess extends Pick<PeersReport, 'card' | 'pytorch' | 'cuda' | 'terms'> {
  /** The figures of a workload, or how the process ended on it; then it takes no more. */
  measure(job: object): Promise<(PeersWorkload & { readonly left: readonly string[] }) | { readonly ended: string }>;
  close(): Promise<void>;
}

/**
 * Starts it and waits until it has found its card.
 *
 * @throws UserError (exit code 3) where it does not: Python, PyTorch or a card is missing, in its own words
 */
export async function startPeers(python: string, folder: string, progress: (text: string) => void): Promise<PeersProcess> {
  const child = spawn(python, [script, folder], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-8192);
    for (const line of text.trim().split('\n')) progress(line);
  });
  child.stdin.on('error', () => {}); // it has ended, which its missing answer tells
  const closed = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(messageOf(error)));
    child.on('close', (code, signal) => {
      const last = said.trim().split('\n').at(-1);
      resolve(last || `it ended with ${signal ?? `exit code ${code}`} and without a word`);
    });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<object | { readonly ended: string }> => {
    const { value, done } = await lines.next();
    return done ? { ended: await closed } : JSON.parse(value) as object;
  };
  const first = await answer();
  if ('ended' in first) throw new UserError(`the peers cannot be measured here: ${first.ended}; PyTorch with CUDA is looked for in ${python} (EVOKE_PYTHON names another)`, { exitCode: 3 });
  return {
    ...first as Pick<PeersReport, 'card' | 'pytorch' | 'cuda' | 'terms'>,
    async measure(job) {
      child.stdin.write(`${JSON.stringify(job)}\n`);
      return await answer() as Awaited<ReturnType<PeersProcess['measure']>>;
    },
    async close() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

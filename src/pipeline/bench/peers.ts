import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PeersReport, PeersWorkload } from '../../model/index.ts';
import { UserError } from '../../util/errors.ts';
import { temporaryFolder } from '../../util/temporary.ts';
import { findWorkload } from '../../workloads/index.ts';
import { type CardOptions, type Contest, contestsOver, nameOf } from './card.ts';
import { writeJob } from './peers-job.ts';
import { type PeersProcess, startPeers } from './peers-process.ts';
import { scaledTo } from './scale.ts';

export interface PeersOptions extends CardOptions {
  /** The Python that has PyTorch; default EVOKE_PYTHON, else python3. */
  readonly python?: string;
}

/**
 * PyTorch's own functions beside Evoke's kernels: on the same card, in one process, on the same bytes, by turns. Evoke's
 * kernels come in as exported packages, which is how a user would call them; python/peers.py does the rest. A process that
 * ends on a contest (a kernel may take the card's context with it) costs that contest only.
 *
 * @param keep is given the report so far: at the beginning, and after every contest
 * @throws UserError (exit code 3) where Python, PyTorch or a card is missing: what was looked for, in PyTorch's words
 */
export async function benchPeers(
  { python = process.env['EVOKE_PYTHON'] ?? 'python3', ...options }: PeersOptions, keep: (report: PeersReport) => void = () => {},
): Promise<PeersReport> {
  const contests = contestsOver(options.workloads.map((name) => scaledTo(options.memory, findWorkload(name).spec)), options.versions);
  const { path: folder, remove } = temporaryFolder('peers');
  const start = () => startPeers(python, folder, options.progress);
  let peers: PeersProcess | undefined;
  try {
    peers = await start();
    const { card, pytorch, cuda, terms } = peers;
    const workloads: PeersWorkload[] = [];
    const left: string[] = [];
    const report = (done: number): PeersReport => ({ card, pytorch, cuda, terms, workloads: [...workloads], left: [...left], unfinished: contests.slice(done).map(nameOf) });
    keep(report(0));
    for (const [at, contest] of contests.entries()) {
      try {
        peers ??= await start();
      } catch (thrown) {
        if (!(thrown instanceof UserError)) throw thrown;
        left.push(...contests.slice(at).map((each) => `${nameOf(each)}: ${thrown.message}`));
        return report(contests.length);
      }
      const answer = await measured(peers, folder, `contest_${at}`, contest, options);
      left.push(...answer.left);
      if (answer.workload === undefined) peers = undefined;
      else workloads.push(answer.workload);
      keep(report(at + 1));
    }
    return report(contests.length);
  } finally {
    await peers?.close();
    remove();
  }
}

/** No workload where the process ended on it. Its arrays, which may be large, lie on disk no longer than that. */
async function measured(
  peers: PeersProcess, folder: string, place: string, contest: Contest, options: CardOptions,
): Promise<{ readonly workload?: PeersWorkload; readonly left: readonly string[] }> {
  try {
    options.progress(`${nameOf(contest)} …`);
    const left: string[] = [];
    const answer = await peers.measure(await writeJob(folder, place, contest, options, left));
    if ('ended' in answer) return { left: [...left, `${nameOf(contest)}: ${answer.ended}`] };
    const { left: more, ...workload } = answer;
    return { workload, left: [...left, ...more] };
  } finally {
    rmSync(join(folder, place), { recursive: true, force: true });
  }
}

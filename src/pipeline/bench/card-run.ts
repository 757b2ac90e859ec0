import type { CardBench, PeersReport } from '../../model/index.ts';
import { openStore } from '../../store/index.ts';
import { kernelNames } from '../1-parse.ts';
import { bestOfRun } from '../best-of-run.ts';
import { openNamed } from '../open-device.ts';
import { cardBench, cardWorkloads, type CardVersion, shippedVersions } from './card.ts';
import { benchPeers } from './peers.ts';

export interface BenchCardOptions {
  readonly memory: number;
  readonly workloads?: readonly string[];
  readonly rounds: number;
  /** Runs of the database whose best kernels are measured too. */
  readonly evolved: readonly string[];
  readonly db: string;
  readonly progress: (text: string) => void;
}

/** Given the report so far, so that what is cut off leaves what it had. */
type Keep<Report> = (report: Report) => void;

/** Kernels that the bench knows workloads for; level 1's tuned ones are not a card's bar. */
const measured = /^(?:gather|pool-sum|interact-dot)(?:-grid.*)?$/;

/** Plain, hand-tuned and evolved. */
function versionsOf({ evolved, db }: Pick<BenchCardOptions, 'evolved' | 'db'>): CardVersion[] {
  return [...shippedVersions(kernelNames().filter((each) => measured.test(each))), ...evolvedVersions(evolved, db)];
}

/** `evoke bench --peers`. UserError (exit code 3) where PyTorch or a card is missing. */
export async function benchPeersOf({ memory, workloads = peersWorkloads, rounds, evolved, db, progress }: BenchCardOptions, keep: Keep<PeersReport>): Promise<PeersReport> {
  return benchPeers({ memory, workloads, versions: versionsOf({ evolved, db }), rounds, launches: 10, progress }, keep);
}

/** A few of the card's: each makes its tables anew, and compiling for PyTorch takes its time. */
const peersWorkloads = ['cuembed-sweep-uniform-32x64', 'cuembed-sweep-zipf105-128x16', 'fbgemm-device', 'dot-27x128'];

/** `evoke bench --device cuda`. UserError (exit code 3) where the device is not here. */
export async function benchCard(name: string, { memory, workloads = cardWorkloads, rounds, evolved, db, progress }: BenchCardOptions, keep: Keep<CardBench>): Promise<CardBench> {
  const versions = versionsOf({ evolved, db });
  const device = await openNamed(name);
  try {
    return await cardBench(device, { memory, workloads, versions, rounds, launches: 10, progress }, keep);
  } finally {
    await device.close();
  }
}

function evolvedVersions(runs: readonly string[], db: string): CardVersion[] {
  if (runs.length === 0) return [];
  const store = openStore(db, { readonly: true });
  try {
    return runs.map((run) => {
      const { kernel, file } = bestOfRun(store, run);
      return { version: `evolved (${run})`, operation: kernel.signature.operation ?? kernel.signature.name, source: { kernel, file } };
    });
  } finally {
    store.close();
  }
}

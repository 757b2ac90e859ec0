import { mean } from 'simple-statistics';
import type { IndexProfile } from '../model/index.ts';
import { renderTable, terminalWidth, type Column } from './table.ts';
import { percent, whole } from './workloads.ts';

interface Likeness {
  readonly what: string;
  readonly profile: IndexProfile;
  readonly hits: readonly { readonly shareOfRows: number; readonly lru: number }[];
  readonly distance: number;
}

interface Result {
  readonly likenesses: readonly Likeness[];
  readonly written?: { readonly specPath: string; readonly tracePath: string };
  readonly fidelity?: {
    readonly kernel: string;
    readonly variants: number;
    readonly cards: readonly { readonly card: string; readonly trace: number; readonly distilled: readonly number[]; readonly uniform: readonly number[] }[];
  };
}

const columns: readonly Column<Likeness>[] = [
  { title: '', text: ({ what }) => what },
  { title: 'lookups', text: ({ profile }) => whole(profile.lookups), right: true },
  { title: 'rows', text: ({ profile }) => whole(profile.distinctRows), right: true },
  { title: 'bags', text: ({ profile }) => whole(profile.bags?.bags ?? 0), right: true },
  { title: 'mean bag', text: ({ profile }) => (profile.bags?.meanLength ?? 0).toFixed(2), right: true },
  { title: 'top 1 %', text: ({ profile }) => percent(profile.top[1]!.shareOfAccesses), right: true },
  { title: 'top 10 %', text: ({ profile }) => percent(profile.top[2]!.shareOfAccesses), right: true },
  ...[0, 1, 2].map((at): Column<Likeness> => ({ title: `LRU 1/${[64, 16, 4][at]}`, text: ({ hits }) => percent(hits[at]!.lru), right: true })),
  { title: 'LRU all', text: ({ profile }) => percent(1 - profile.distinctRows / profile.lookups), right: true },
  { title: 'reuse off', text: ({ distance }) => percent(distance), right: true },
];

/** The whole and its likenesses side by side, and how they rank kernels. */
export function renderDistilled(file: string, { likenesses, written, fidelity }: Result, width = terminalWidth()): string {
  return [
    `${file}: LRU n: hit ratio of a cache of that part of the distinct rows; reuse off: total variation distance of the reuse histogram to the whole's`,
    renderTable(likenesses, columns, { width }),
    ...(fidelity === undefined ? [] : [
      `Kendall's tau of the prices of ${fidelity.variants} variants of ${fidelity.kernel} with those on the whole (cost model, ESTIMATES, those within 1 % equal; mean and range of ${fidelity.cards[0]?.uniform.length ?? 0} draws):`,
      ...fidelity.cards.map(({ card, trace, distilled, uniform }) => `  ${card}: this trace ${trace.toFixed(3)}; distilled for this card ${spread(distilled)}; uniform ${spread(uniform)}`),
    ]),
    ...(written === undefined ? [] : [`Workload in ${written.specPath} (trace ${written.tracePath})`]),
  ].join('\n');
}

/** The mean, and the range of all. */
function spread(values: readonly number[]): string {
  return `${mean(values).toFixed(3)} (${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)})`;
}

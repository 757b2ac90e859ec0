import type { IndexProfile, WorkloadSpec } from '../model/index.ts';
import { showBytes } from '../util/show-bytes.ts';

export function renderWorkloads(specs: readonly WorkloadSpec[]): string {
  const width = Math.max(...specs.map(({ name }) => name.length));
  return specs.map((spec) => {
    const sizes = Object.entries(spec.sizes).map(([symbol, size]) => `${symbol} ${size.toLocaleString('en')}`).join(', ');
    return `${spec.name.padEnd(width)}  ${sizes}; for ${spec.operations.join(', ')}`;
  }).join('\n');
}

export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
export const whole = (count: number) => count.toLocaleString('en');

export function renderProfile(name: string, profile: IndexProfile): string {
  const widest = Math.max(1e-9, ...profile.reuse.map(({ shareOfAccesses }) => shareOfAccesses));
  return [
    `${name}: ${whole(profile.lookups)} lookups of ${whole(profile.distinctRows)} distinct rows, ${profile.maxIndex < 2 ** 31 ? `largest index ${whole(profile.maxIndex)}` : 'by ids that are no row numbers'}`,
    'Share of accesses to rows used so many times:',
    ...profile.reuse.map(({ uses, shareOfAccesses }) => `  ${uses.padStart(12)}  ${percent(shareOfAccesses).padStart(7)}  ${'#'.repeat(Math.round((40 * shareOfAccesses) / widest))}`),
    'Share of accesses by the hottest rows:',
    ...profile.top.map(({ shareOfRows, rows, shareOfAccesses }) => `  top ${percent(shareOfRows)} (${whole(rows)} rows): ${percent(shareOfAccesses)}`),
    `  ${hotSetLine(profile)}`,
    ...(profile.zipf === null ? [] : [zipfLine(profile.zipf)]),
    'Share of accesses that a cache of so many rows would have hit (LRU: least recently used leaves; LFU: most used so far stay):',
    `  ${'rows'.padStart(12)}      LRU      LFU`,
    ...profile.caches.filter(({ rows }, at) => (Number.isInteger(Math.log2(rows) / 2) && rows >= 16) || at === profile.caches.length - 1)
      .map(({ rows, lru, lfu }) => `  ${whole(rows).padStart(12)}  ${percent(lru).padStart(7)}  ${percent(lfu).padStart(7)}`),
    ...bagLines(profile),
  ].join('\n');
}

export function hotSetLine({ hotSet, distinctRows }: IndexProfile): string {
  const { budgetBytes, rowBytes, rows, shareOfAccesses } = hotSet;
  return `${showBytes(budgetBytes)} hold ${rows === distinctRows ? 'all' : `the hottest ${whole(rows)}`} rows of ${whole(rowBytes)} bytes: ${percent(shareOfAccesses)}`;
}

export function zipfLine({ alpha, shift, distance }: NonNullable<IndexProfile['zipf']>): string {
  return `Zipf-Mandelbrot by maximum likelihood of the use counts: alpha ${alpha.toFixed(3)}, q ${shift.toPrecision(3)}; its shares are at most ${(100 * distance).toFixed(1)} points off`;
}

export function bagLines({ bags }: IndexProfile): string[] {
  if (bags === undefined) return [];
  const { sessions } = bags;
  return [
    `${whole(bags.bags)} bags (${whole(bags.empty)} empty) of ${bags.meanLength.toFixed(1)} lookups on average, ${whole(bags.longest)} at most`,
    'Share of bags that repeat one of the last so many:',
    ...bags.repeats.map(({ window, shareOfBags, shareOfLookups }) => `  ${whole(window).padStart(12)}  ${percent(shareOfBags).padStart(7)}  (${percent(shareOfLookups)} of lookups)`),
    ...(sessions === undefined ? [] : [
      `${whole(sessions.sessions)} sessions: S = ${sessions.samplesPerSession.toFixed(2)} samples each, d = ${percent(sessions.duplication)} repeat their session's last; deduplication saves ${sessions.factor.toFixed(2)}×`,
    ]),
  ];
}

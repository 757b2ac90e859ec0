import type { IndexProfile, WorkloadSpec } from '../model/index.ts';

export function renderWorkloads(specs: readonly WorkloadSpec[]): string {
  const width = Math.max(...specs.map(({ name }) => name.length));
  return specs.map((spec) => {
    const sizes = Object.entries(spec.sizes).map(([symbol, size]) => `${symbol} ${size.toLocaleString('en')}`).join(', ');
    return `${spec.name.padEnd(width)}  ${sizes}; for ${spec.operations.join(', ')}`;
  }).join('\n');
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

export function renderProfile(name: string, profile: IndexProfile): string {
  const widest = Math.max(1e-9, ...profile.reuse.map(({ shareOfAccesses }) => shareOfAccesses));
  return [
    `${name}: ${profile.lookups.toLocaleString('en')} lookups of ${profile.distinctRows.toLocaleString('en')} distinct rows, largest index ${profile.maxIndex.toLocaleString('en')}`,
    'Share of accesses to rows used so many times:',
    ...profile.reuse.map(({ uses, shareOfAccesses }) => `  ${uses.padStart(12)}  ${percent(shareOfAccesses).padStart(7)}  ${'#'.repeat(Math.round((40 * shareOfAccesses) / widest))}`),
    'Share of accesses by the hottest rows:',
    ...profile.top.map(({ shareOfRows, rows, shareOfAccesses }) => `  top ${percent(shareOfRows)} (${rows.toLocaleString('en')} rows): ${percent(shareOfAccesses)}`),
  ].join('\n');
}

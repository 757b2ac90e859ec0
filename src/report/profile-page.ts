import type { IndexProfile } from '../model/index.ts';
import { bagLines, hotSetLine, percent, whole, zipfLine } from './workloads.ts';

/**
 * A profile as one page: no scripts, nothing from a network, charts as SVG that scales with the window; colours follow the
 * reader's light or dark setting.
 */
export function renderProfilePage(name: string, profile: IndexProfile): string {
  const { lookups, distinctRows, reuse, top, caches, bags } = profile;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(name)}: access profile</title>
<style>
:root { color-scheme: light dark; --text: #1b1f24; --dim: #59636e; --back: #fff; --line: #d1d9e0; --one: #0969da; --two: #bc4c00; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --dim: #9198a1; --back: #0d1117; --line: #3d444d; --one: #58a6ff; --two: #f0883e; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); max-width: 46rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin-top: 2rem; }
svg { width: 100%; height: auto; display: block; } svg text { fill: var(--dim); font: 12px system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: right; padding: .2rem .4rem; border-bottom: 1px solid var(--line); } th:first-child, td:first-child { text-align: left; }
.one { fill: var(--one); stroke: var(--one); } .two { fill: var(--two); stroke: var(--two); } .curve { fill: none; stroke-width: 2; } .grid { stroke: var(--line); } b.one { color: var(--one); } b.two { color: var(--two); }
</style>
</head>
<body>
<h1>${escape(name)}</h1>
<p>${whole(lookups)} lookups of ${whole(distinctRows)} distinct rows. ${escape(hotSetLine(profile))} of the accesses.</p>
${profile.zipf === null ? '' : `<p>${escape(zipfLine(profile.zipf))}.</p>`}
<h2>Share of accesses to rows used so many times</h2>
${bars(reuse.map(({ uses, shareOfAccesses }) => ({ label: uses, share: shareOfAccesses })))}
<h2>Share of accesses by the hottest rows</h2>
${table(['of the rows', 'rows', 'accesses'], top.map(({ shareOfRows, rows, shareOfAccesses }) => [`top ${percent(shareOfRows)}`, whole(rows), percent(shareOfAccesses)]))}
<h2>Hit ratio of a cache by its size in rows</h2>
<p><b class="one">LRU</b>: the least recently used row leaves. <b class="two">LFU</b>: the rows used most so far stay.</p>
${curves(caches.map(({ rows }) => rows), [{ name: 'one', shares: caches.map(({ lru }) => lru) }, { name: 'two', shares: caches.map(({ lfu }) => lfu) }])}
${bags === undefined ? '' : `<h2>Bags that repeat one of the last so many</h2>
${bars(bags.repeats.map(({ window, shareOfBags }) => ({ label: whole(window), share: shareOfBags })))}
${[bagLines(profile)[0]!, ...bagLines(profile).slice(2 + bags.repeats.length)].map((line) => `<p>${escape(line)}.</p>`).join('\n')}`}
</body>
</html>
`;
}

/** Horizontal bars, one a line: labels stay readable on a narrow screen. */
function bars(items: readonly { readonly label: string; readonly share: number }[]): string {
  const widest = Math.max(1e-9, ...items.map(({ share }) => share));
  const rows = items.map(({ label, share }, at) => {
    const y = at * 22;
    return `<text x="84" y="${y + 15}" text-anchor="end">${escape(label)}</text><rect class="one" x="90" y="${y + 3}" width="${((200 * share) / widest).toFixed(1)}" height="15"/>`
      + `<text x="${(96 + (200 * share) / widest).toFixed(1)}" y="${y + 15}">${percent(share)}</text>`;
  });
  return `<svg viewBox="0 0 350 ${items.length * 22 + 4}" role="img" aria-label="${escape(items.map(({ label, share }) => `${label}: ${percent(share)}`).join(', '))}">${rows.join('')}</svg>`;
}

/** Shares from 0 to 1 over sizes on a logarithmic axis. */
function curves(sizes: readonly number[], lines: readonly { readonly name: string; readonly shares: readonly number[] }[]): string {
  const highest = Math.max(1, Math.log10(sizes.at(-1) ?? 10));
  const x = (size: number) => 46 + (294 * Math.log10(size)) / highest;
  const y = (share: number) => 10 + 180 * (1 - share);
  const across = [0, 0.25, 0.5, 0.75, 1].map((share) => `<line class="grid" x1="46" x2="340" y1="${y(share)}" y2="${y(share)}"/><text x="40" y="${y(share) + 4}" text-anchor="end">${100 * share} %</text>`);
  const step = highest > 6 ? 2 : 1;
  const up = Array.from({ length: Math.floor(highest / step) + 1 }, (_, at) => 10 ** (at * step)).map((size) => `<line class="grid" x1="${x(size).toFixed(1)}" x2="${x(size).toFixed(1)}" y1="10" y2="190"/><text x="${x(size).toFixed(1)}" y="206" text-anchor="middle">${short(size)}</text>`);
  const drawn = lines.map(({ name, shares }) => `<polyline class="curve ${name}" style="fill:none" points="${shares.map((share, at) => `${x(sizes[at]!).toFixed(1)},${y(share).toFixed(1)}`).join(' ')}"/>`);
  return `<svg viewBox="0 0 350 212" role="img" aria-label="hit ratio by cache size">${[...across, ...up, ...drawn].join('')}</svg>`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string) => `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${line(titles, 'th')}${rows.map((row) => line(row, 'td')).join('')}</table>`;
}

/** 10000 as 10K. */
function short(size: number): string {
  return size >= 1e9 ? `${size / 1e9}G` : size >= 1e6 ? `${size / 1e6}M` : size >= 1e3 ? `${size / 1e3}K` : String(size);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

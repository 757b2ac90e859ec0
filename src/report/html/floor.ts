import { showBytes } from '../../util/show-bytes.ts';
import { at, frame, picture, tellingPoint } from './chart.ts';
import type { RunPage } from './data.ts';
import { percent, showBandwidth, showTime, type ShownUnit } from './figures.ts';
import { html, type Markup } from './markup.ts';

/** How near each kernel comes to the speed at which the device can move the bytes that must move. */
export interface FloorInfo {
  readonly unit: ShownUnit;
  readonly floor: number;
  readonly bytes: number | null;
  /** Bytes per unit of time; null where the bytes are not known. */
  readonly bandwidth: number | null;
  readonly bars: readonly { readonly name: string; readonly time: number; readonly share: number; readonly bandwidth: number | null }[];
}

/** Null where the floor is not known. */
export function floorOf({ figures: { unit, unmodified, best, random, physicalFloor, bytes } }: RunPage): FloorInfo | null {
  if (physicalFloor === null) return null;
  const kernels = [['unmodified', unmodified], ['random search', random], ['best', best]] as const;
  const bars = kernels.flatMap(([name, time]) => (time === null ? [] : [{ name, time, share: physicalFloor / time, bandwidth: bytes === null ? null : bytes / time }]));
  return { unit, floor: physicalFloor, bytes, bandwidth: bytes === null ? null : bytes / physicalFloor, bars };
}

const rowHeight = 40;

export function renderFloor(page: RunPage): Markup {
  const info = floorOf(page);
  return html`<section id="floor" aria-labelledby="floor-title"><h2 id="floor-title">How near to the physical floor</h2>
${info === null ? html`<p>${page.workloads.length > 1 ? 'Each workload has a floor of its own, and the figures of this run are ratios: a run on one workload shows it.' : 'The floor is not known: the device\'s bandwidth could not be told, or the kernel moves no bytes.'}</p>` : found(info, page)}</section>`;
}

function found({ unit, floor, bytes, bandwidth, bars }: FloorInfo, { run: { device } }: RunPage): Markup {
  const left = 142;
  // A kernel that uses more than all of the bandwidth has its data in a cache: then the line is not the end.
  const most = Math.max(1, ...bars.map(({ share }) => share));
  const x = (share: number) => left + (share / most) * (frame.width - left - 20);
  const height = 30 + bars.length * rowHeight;
  const rate = (value: number | null) => (value === null ? '' : `, ${showBandwidth(value, unit)}`);
  const drawn = html`<line class="level floor" x1="${at(x(1))}" x2="${at(x(1))}" y1="18" y2="${height}"/><text x="${at(x(1))}" y="12" text-anchor="end">${device.estimate ? 'modelled' : 'measured'} bandwidth</text>
${bars.map(({ name, time, share, bandwidth: own }, row) => {
    const y = 26 + row * rowHeight;
    const said = `${name}: ${showTime(time, unit)}${rate(own)}, ${percent(share)} of the bandwidth`;
    const inside = share / most > 0.4;
    const shown = own !== null && unit === 'ns' ? `${percent(share)}, ${showBandwidth(own, unit)}` : percent(share);
    return tellingPoint(said, html`<rect class="hit" x="0" y="${y}" width="${frame.width}" height="${rowHeight - 8}"/><text x="${left - 8}" y="${y + 20}" text-anchor="end">${name}</text><rect class="bar ${name === 'best' ? 'evolution' : name === 'unmodified' ? 'base' : 'random'}" x="${left}" y="${y}" width="${at(x(share) - left)}" height="${rowHeight - 10}"/><text class="${inside ? 'on-bar' : ''}" x="${at(x(share) + (inside ? -8 : 8))}" y="${y + 20}" text-anchor="${inside ? 'end' : 'start'}">${shown}</text>`);
  })}`;
  const label = `Share of the bandwidth that each kernel uses. ${bars.map(({ name, share }) => `${name} ${percent(share)}`).join(', ')}.`;
  return html`<p>${bytes === null ? 'The bytes that must move' : `At least ${showBytes(bytes)} must move, each input that is read and the output once. At ${showBandwidth(bandwidth!, unit)} that`} take${bytes === null ? '' : 's'} ${showTime(floor, unit)}: no kernel that reads from memory is faster.</p>
<figure>${picture(label, height, drawn)}</figure>`;
}

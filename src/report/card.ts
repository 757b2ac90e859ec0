import type { CardBench, CardTiming } from '../model/index.ts';

/** The card bench as Markdown tables; its figures come in from the pipeline. */

export function renderCard(report: CardBench): string {
  const { copy, randomRows, results, left, unfinished } = report;
  const bandwidth = (perUnit: number) => (report.unit === 'ns' ? `${perUnit.toFixed(1)} GB/s` : `${perUnit.toPrecision(4)} B per unit of cost`);
  return [
    ...cutOff(unfinished),
    `${report.hardware}, ${report.toolchain}${report.estimate ? '; ESTIMATES from a model, not measurements' : ''}`,
    `Copy: ${copy.map((each) => `${bandwidth(each.bandwidth)} at ${size(each.bytes)}`).join(', ')}`,
    ...(randomRows.length > 0 ? [`Random rows: ${randomRows.map((each) => `${bandwidth(each.bandwidth)} for ${each.rowBytes} bytes`).join(', ')}`] : ['Random rows: not measured on this device']),
    ...(results.length > 0 ? [table(report)] : []),
    ...(report.observations ? [instruments(report.observations)] : []),
    ...(left.length > 0 ? [['Not measured:', ...left.map((line) => `- ${line}`)].join('\n')] : []),
  ].join('\n\n');
}

/** The head of a report that ends before its end. */
export function cutOff(unfinished: readonly string[]): string[] {
  return unfinished.length === 0 ? [] : [`NOT WHOLE: this was written before these were measured: ${unfinished.join(', ')}.`];
}

function instruments({ batches, discarded, slowed, reasons, clock, temperature, power }: NonNullable<CardBench['observations']>): string {
  const seen = [
    ...(clock === null ? [] : [`${clock.least} to ${clock.most} MHz`]), ...(temperature === null ? [] : [`up to ${temperature} °C`]), ...(power === null ? [] : [`up to ${power.toFixed(0)} W`]),
  ];
  const slow = slowed > 0 ? `; ${slowed} taken although the card was slowed down: doubt what rests on them` : '';
  return `Instruments: ${seen.join(', ') || 'nothing told'}. ${batches} batches timed, ${discarded} thrown away and taken again${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}${slow}.`;
}

function table({ results, unit }: CardBench): string {
  return [
    '| workload | operation | version | lookups (distinct rows) | cold | of copy | of random rows | warm | of copy | registers, spills, shared |', '|---|---|---|---|---|---|---|---|---|---|',
    ...results.map(({ workload, operation, version, lookups, distinctRows, cold, warm, resources }) => [
      '', workload, operation, version, lookups === 0 ? '–' : `${count(lookups)} (${count(distinctRows)})`,
      time(cold, unit), share(cold.ofCopy), share(cold.ofRandomRows), time(warm, unit), share(warm.ofCopy),
      resources === null ? '–' : `${resources.registers}, ${resources.spillBytes} B, ${resources.sharedBytes} B`, '',
    ].join(' | ').trim()),
  ].join('\n');
}

function time({ median, fastest, slowest }: CardTiming, unit: string): string {
  return unit === 'ns' ? `${micro(median)} µs (${micro(fastest)} to ${micro(slowest)})` : median.toPrecision(4);
}

const micro = (nanoseconds: number) => (nanoseconds / 1000).toFixed(nanoseconds < 1e5 ? 2 : 0);
const share = (value: number | null) => (value === null ? '–' : `${(100 * value).toFixed(0)} %`);
const count = (value: number) => value.toLocaleString('en');
const size = (bytes: number) => (bytes >= 2 ** 30 ? `${+(bytes / 2 ** 30).toFixed(1)} GiB` : `${+(bytes / 2 ** 20).toFixed(1)} MiB`);

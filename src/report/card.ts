/** The card bench as Markdown tables; its figures come in from the pipeline. */

export interface CardReport {
  readonly device: string;
  readonly hardware: string;
  readonly toolchain: string;
  readonly estimate: boolean;
  readonly unit: string;
  readonly memory: number;
  readonly copy: readonly { readonly bytes: number; readonly bandwidth: number }[];
  readonly randomRows: readonly { readonly rowBytes: number; readonly bandwidth: number }[];
  readonly results: readonly CardLine[];
  readonly observations: {
    readonly batches: number; readonly discarded: number; readonly slowed: number; readonly reasons: readonly string[];
    readonly clock: { readonly least: number; readonly most: number } | null; readonly temperature: number | null; readonly power: number | null;
  } | null;
  readonly left: readonly string[];
}

interface CardLine {
  readonly workload: string;
  readonly operation: string;
  readonly version: string;
  readonly lookups: number;
  readonly distinctRows: number;
  readonly bytes: number;
  readonly cold: CardTime;
  readonly warm: CardTime;
  readonly resources: { readonly registers: number; readonly spillBytes: number; readonly sharedBytes: number } | null;
}

interface CardTime { readonly median: number; readonly fastest: number; readonly slowest: number; readonly ofCopy: number; readonly ofRandomRows: number | null }

export function renderCard(report: CardReport): string {
  const { copy, randomRows, results, left } = report;
  const bandwidth = (perUnit: number) => (report.unit === 'ns' ? `${perUnit.toFixed(1)} GB/s` : `${perUnit.toPrecision(4)} B per unit of cost`);
  return [
    `${report.hardware}, ${report.toolchain}${report.estimate ? '; ESTIMATES from a model, not measurements' : ''}`,
    `Copy: ${copy.map((each) => `${bandwidth(each.bandwidth)} at ${size(each.bytes)}`).join(', ')}`,
    ...(randomRows.length > 0 ? [`Random rows: ${randomRows.map((each) => `${bandwidth(each.bandwidth)} for ${each.rowBytes} bytes`).join(', ')}`] : ['Random rows: not measured on this device']),
    ...(results.length > 0 ? [table(report)] : []),
    ...(report.observations ? [instruments(report.observations)] : []),
    ...(left.length > 0 ? [['Not measured:', ...left.map((line) => `- ${line}`)].join('\n')] : []),
  ].join('\n\n');
}

function instruments({ batches, discarded, slowed, reasons, clock, temperature, power }: NonNullable<CardReport['observations']>): string {
  const seen = [
    ...(clock === null ? [] : [`${clock.least} to ${clock.most} MHz`]), ...(temperature === null ? [] : [`up to ${temperature} °C`]), ...(power === null ? [] : [`up to ${power.toFixed(0)} W`]),
  ];
  const slow = slowed > 0 ? `; ${slowed} taken although the card was slowed down: doubt what rests on them` : '';
  return `Instruments: ${seen.join(', ') || 'nothing told'}. ${batches} batches timed, ${discarded} thrown away and taken again${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}${slow}.`;
}

function table({ results, unit }: CardReport): string {
  return [
    '| workload | operation | version | lookups (distinct rows) | cold | of copy | of random rows | warm | of copy | registers, spills, shared |', '|---|---|---|---|---|---|---|---|---|---|',
    ...results.map(({ workload, operation, version, lookups, distinctRows, cold, warm, resources }) => [
      '', workload, operation, version, lookups === 0 ? '–' : `${count(lookups)} (${count(distinctRows)})`,
      time(cold, unit), share(cold.ofCopy), share(cold.ofRandomRows), time(warm, unit), share(warm.ofCopy),
      resources === null ? '–' : `${resources.registers}, ${resources.spillBytes} B, ${resources.sharedBytes} B`, '',
    ].join(' | ').trim()),
  ].join('\n');
}

function time({ median, fastest, slowest }: CardTime, unit: string): string {
  return unit === 'ns' ? `${micro(median)} µs (${micro(fastest)} to ${micro(slowest)})` : median.toPrecision(4);
}

const micro = (nanoseconds: number) => (nanoseconds / 1000).toFixed(nanoseconds < 1e5 ? 2 : 0);
const share = (value: number | null) => (value === null ? '–' : `${(100 * value).toFixed(0)} %`);
const count = (value: number) => value.toLocaleString('en');
const size = (bytes: number) => (bytes >= 2 ** 30 ? `${+(bytes / 2 ** 30).toFixed(1)} GiB` : `${+(bytes / 2 ** 20).toFixed(1)} MiB`);

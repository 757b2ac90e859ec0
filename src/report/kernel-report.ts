import type { KernelReport } from '../model/index.ts';

/** The gates of `check` and `verify` in words; `done` is what the kernel is if all hold. */
export function renderKernelReport(report: KernelReport, done: 'checked' | 'verified'): string {
  const head = `${report.kernel} (${report.operation === null ? 'no @operation: its own text in float64 is the oracle' : report.operation}), canonical hash ${report.hash}`;
  const gates = report.gates.map(({ gate, ok, detail }) => `  ${ok ? 'ok  ' : 'FAIL'}  ${gate}: ${detail}`);
  return [head, ...gates, report.verified ? `${report.file} is ${done}.` : `${report.file} is NOT ${done}.`].join('\n');
}

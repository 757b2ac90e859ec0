import { describe, expect, it } from 'vitest';
import type { WriteStream } from 'node:tty';
import { progressDisplay } from '../../src/commands/progress.ts';
import type { DeviceInfo } from '../../src/model/index.ts';
import type { RunEvent } from '../../src/pipeline/run.ts';

/** A stream that keeps what is written to it. */
function stream(terminal: { columns: number } | undefined) {
  let written = '';
  const sink = { isTTY: terminal !== undefined, columns: terminal?.columns, write: (text: string) => { written += text; return true; } };
  return { sink: sink as unknown as WriteStream, written: () => written };
}

/** What a terminal shows in the end: `\r` goes to the start of the line, `ESC [ K` clears it. */
function screen(written: string): string[] {
  return written.split('\n').map((line) => line.split('\r').reduce((shown, part) => (part.startsWith('\x1b[K') ? part.slice(3) : part + shown.slice(part.length)), ''));
}

const device = { name: 'gpujs:webasm', hardware: 'a processor', unit: 'ns' } as DeviceInfo;
const generation = (number: number, elapsedMs = 0): RunEvent =>
  ({ kind: 'arm', arm: 'evolution', event: { kind: 'generation', generation: number, evaluations: 16 * number, elapsedMs, speedup: 1.25 } as never });
const promoted: RunEvent = { kind: 'arm', arm: 'random', event: { kind: 'promoted', speedup: 1.5, evaluations: 20, edits: 1 } as never };
const started: RunEvent = {
  kind: 'started', run: 'r-123456', device, kernel: 'poolSum', workload: 'tiny',
  calibration: { task: 'noise-floor', floor: 0.0123, baseline: 12_345, physicalFloor: 1 },
};

describe('on a terminal', () => {
  it('writes the state of the search over itself, and leaves what happened above it', () => {
    const { sink, written } = stream({ columns: 100 });
    const display = progressDisplay(sink, () => 0);
    for (const event of [{ kind: 'calibrating', device, kernel: 'poolSum', workload: 'tiny' } as const, started, generation(1), generation(2, 3400), promoted, generation(3)]) display.observe(event);
    display.end();
    expect(screen(written())).toEqual([
      'Evolving poolSum on gpujs:webasm (a processor), workload tiny; measuring the noise floor …',
      'Run r-123456: baseline 12.3 µs, noise floor 1.23 %',
      'random arm: 1.500× after 20 evaluations, 1 edit, confirmed on held-out inputs',
      'evolution: generation 3, 48 evaluations, 0.0 s, best 1.250×',
      '',
    ]);
  });

  it.each([20, 1, 0])('keeps the line that is written over within %i columns', (columns) => {
    const { sink, written } = stream({ columns });
    const display = progressDisplay(sink, () => 0);
    display.observe(generation(1));
    display.end();
    display.end();
    expect(written()).not.toContain('\n\n');
    const [line] = screen(written());
    expect(line!.length).toBeLessThan(columns === 0 ? 101 : Math.max(columns, 1));
  });
});

describe('elsewhere', () => {
  it('writes plain lines, of the search at most one in two seconds', () => {
    const { sink, written } = stream(undefined);
    let now = 0;
    const display = progressDisplay(sink, () => now);
    display.observe(started);
    for (let number = 1; number <= 50; number++, now += 100) display.observe(generation(number));
    display.note('interrupted');
    display.end();
    expect(written()).not.toMatch(/[\x1b\r]/);
    expect(written().trimEnd().split('\n').map((line) => line.split(',')[0])).toEqual([
      'Run r-123456: baseline 12.3 µs', 'evolution: generation 1', 'evolution: generation 21', 'evolution: generation 41', 'interrupted',
    ]);
  });

  it('calls the cost of a model an estimate', () => {
    const { sink, written } = stream(undefined);
    progressDisplay(sink).observe({ ...started, device: { ...device, unit: 'cost' } as DeviceInfo });
    expect(written()).toContain('baseline cost 1.235e+4 (estimate)');
  });

  it('says that somebody else seems to use the device where identical kernels differ much', () => {
    const { sink, written } = stream(undefined);
    progressDisplay(sink).observe({ ...started, calibration: { ...started.calibration, floor: 0.21 } } as RunEvent);
    expect(written()).toContain('The same kernel differs from itself by 21 % here: something else seems to use a processor');
    const quiet = stream(undefined);
    progressDisplay(quiet.sink).observe(started);
    expect(quiet.written()).not.toContain('something else');
  });
});

import type { WriteStream } from 'node:tty';
import type { RunEvent } from '../pipeline/run.ts';

/**
 * What a run shows while it goes on: on a terminal one line that is written over, elsewhere a plain line now and then.
 * Both go to stderr, so that stdout holds the result alone.
 */
export interface ProgressDisplay {
  readonly observe: (event: RunEvent) => void;
  note(text: string): void;
  /** What goes on now; the next one takes its place. */
  status(text: string): void;
  /** Leaves the line as it is and ends it. */
  end(): void;
}

/** Noise floor above which a quiet device is hardly imaginable: figures of peers' benches differ by 1 to 3 %. */
const disturbed = 0.08;

/** A plain line at most this often. */
const plainEveryMs = 2000;

export function progressDisplay(stream: WriteStream, now: () => number = () => performance.now()): ProgressDisplay {
  let live = '';
  let last = -Infinity;
  const line = (text: string) => {
    if (live) stream.write('\r\x1b[K');
    stream.write(`${text}\n`);
    if (live) stream.write(live);
  };
  const status = (text: string) => {
    if (stream.isTTY) {
      live = text.slice(0, (stream.columns || 100) - 1);
      stream.write(`\r\x1b[K${live}`);
    } else if (now() - last >= plainEveryMs) {
      last = now();
      stream.write(`${text}\n`);
    }
  };
  return {
    observe(event) {
      switch (event.kind) {
        case 'calibrating': return line(`Evolving ${event.kernel} on ${event.device.name} (${event.device.hardware}), workload ${event.workload}; measuring the noise floor …`);
        case 'started': {
          const { calibration, device } = event;
          const baseline = device.unit === 'ns' ? `${(calibration.baseline / 1000).toFixed(1)} µs` : `cost ${calibration.baseline.toPrecision(4)} (estimate)`;
          line(`Run ${event.run}: baseline ${baseline}, noise floor ${(100 * calibration.floor).toFixed(2)} %`);
          if (calibration.floor > disturbed) line(`The same kernel differs from itself by ${(100 * calibration.floor).toFixed(0)} % here: something else seems to use ${device.hardware}, and smaller gains will not be seen; end it, or take another device`);
          return;
        }
        case 'arm': {
          const { event: inner, arm } = event;
          const who = arm === 'random' ? 'random arm' : 'evolution';
          if (inner.kind === 'promoted') return line(`${who}: ${inner.speedup.toFixed(3)}× after ${inner.evaluations} evaluations, ${inner.edits} edit${inner.edits === 1 ? '' : 's'}, confirmed on held-out inputs`);
          if (inner.kind === 'generation') return status(`${who}: generation ${inner.generation}, ${inner.evaluations} evaluations, ${(inner.elapsedMs / 1000).toFixed(1)} s, best ${inner.speedup.toFixed(3)}×`);
        }
      }
    },
    note: line,
    status,
    end() {
      if (live) stream.write('\n');
      live = '';
    },
  };
}

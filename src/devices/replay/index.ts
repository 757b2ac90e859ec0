import { createHash } from 'node:crypto';
import type { Arguments, ArrayData, Device, DeviceFailure, DeviceInfo, Program } from '../../model/index.ts';

/**
 * A device that runs nothing: it gives back what another device once measured, by the hash of the program's text. With
 * it a search can be repeated without its hardware, and its decisions be tested on real figures.
 */
export interface ReplayRecord {
  /** `programHash` of the program. */
  readonly hash: string;
  /** A failed compile is replayed as it was; then the other fields are empty. */
  readonly failure?: DeviceFailure;
  /** Times in the recorded device's unit, in the order taken; replayed round and round. */
  readonly samples: readonly number[];
  /** The output, where it was kept; without it `run` fails. */
  readonly output?: ArrayData;
}

export interface Recording {
  /** Of the device that was recorded. */
  readonly info: DeviceInfo;
  readonly records: readonly ReplayRecord[];
  /** Bytes per unit of time that the device was measured at. */
  readonly bandwidth: number;
}

/** Names a program: its text and the sizes compiled into it, not the launch. */
export function programHash(program: Program): string {
  const sizes = Object.entries(program.sizes).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify([program.target, program.text, sizes])).digest('hex').slice(0, 16);
}

export function replayDevice(recording: Recording): Device {
  const byHash = new Map(recording.records.map((record) => [record.hash, record]));
  return {
    info: { ...recording.info, name: 'replay', hardware: `${recording.info.hardware}, recorded` },
    async compile(program) {
      const hash = programHash(program);
      const record = byHash.get(hash);
      if (record === undefined) return { failed: 'unsupported', detail: `no recorded outcome for the program ${hash}` };
      if (record.failure !== undefined) return record.failure;
      let next = 0;
      return {
        async bind(_inputs: Arguments) {},
        async run() {
          if (record.output === undefined) throw new Error(`no output was recorded for the program ${hash}`);
          return { ...record.output, values: record.output.values.slice() as ArrayData['values'] };
        },
        async time(launches) {
          if (record.samples.length === 0) throw new Error(`no samples were recorded for the program ${hash}`);
          return Array.from({ length: launches }, () => record.samples[next++ % record.samples.length]!);
        },
        async dispose() {},
      };
    },
    bandwidth: async () => recording.bandwidth,
    async close() {},
  };
}

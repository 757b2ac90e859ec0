import type { DeviceInfo, SourceKernel } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import { UserError } from '../util/errors.ts';
import { readConfiguration } from './configuration.ts';
import type { NoiseFloorReply } from './evaluation.ts';
import type { EvaluationService } from './evaluation-service.ts';

/**
 * The device `replay`: a recorded run answers instead of hardware. Outcomes of all gates are replayed, not only times, so
 * a search can be repeated or another search be tried on real figures without the card (after Kernel Tuner's
 * simulation mode). What the recorded run never met is `unsupported`: nothing is made up.
 */
export interface Recording {
  readonly device: DeviceInfo;
  readonly service: EvaluationService;
}

/** Opens a run as a device for the kernel it evolved. UserError if there is no such run or it evolved another kernel. */
export function openRecording(store: Store, name: string | undefined, source: SourceKernel): Recording {
  if (name === undefined) throw new UserError("device replay needs a recorded run: name one with --recording ('evoke runs' lists them)");
  const run = store.runs.get(name);
  if (run.kernel.hash !== source.hash) throw new UserError(`run ${run.id} evolved ${run.kernel.name} (hash ${run.kernel.hash}), not this kernel (hash ${source.hash}); replay the kernel that was recorded`);
  const { calibration } = readConfiguration(run.configuration, run.id);
  return {
    device: { ...run.device, name: 'replay', hardware: `${run.device.hardware}, recorded in ${run.id}` },
    service: {
      begin: async (): Promise<NoiseFloorReply> => calibration,
      async evaluate({ kind, key }) {
        const known = store.evaluations.find(run.id, 'evolution', kind, key) ?? store.evaluations.find(run.id, 'random', kind, key);
        return { task: 'evaluate', outcome: known?.outcome ?? { kind: 'unsupported', detail: `run ${run.id} has no ${kind} of this program` } };
      },
      close: async () => {},
    },
  };
}

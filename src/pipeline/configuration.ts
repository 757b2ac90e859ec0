import { z } from 'zod';
import type { WorkloadSpec } from '../model/index.ts';
import { UserError } from '../util/errors.ts';
import { objectives } from './objectives.ts';

/** What a run is told to do: stored whole with the run, so that `resume` needs nothing else. */
const schema = z.strictObject({
  device: z.string(),
  /** The run that the device `replay` answers from. */
  recording: z.string().optional(),
  workload: z.strictObject({ name: z.string(), directory: z.string() }),
  /** The other workloads of a run on the worst of several. */
  worstOf: z.array(z.strictObject({ spec: z.custom<WorkloadSpec>((spec) => typeof spec === 'object' && spec !== null), directory: z.string() })).optional(),
  seed: z.int().min(0),
  evaluations: z.int().min(1).optional(),
  seconds: z.number().positive().optional(),
  stagnation: z.int().min(1).optional(),
  targetSpeedup: z.number().min(1).optional(),
  floorFraction: z.number().positive().max(1).optional(),
  objectives: z.array(z.enum(objectives)).optional(),
  control: z.boolean(),
  workers: z.int().min(0).max(64),
  memoryCapMiB: z.int().min(256),
  search: z.record(z.string(), z.number()),
  /** Measured before the run began: the noise floor, the baseline's time, the physical floor, energy. */
  calibration: z.strictObject({
    task: z.literal('noise-floor'), floor: z.number(), baseline: z.number(), physicalFloor: z.number(), heldOutFloor: z.number().optional(), energy: z.number().optional(),
  }),
});

export type RunConfiguration = z.infer<typeof schema>;

/** Reads a stored configuration back. */
export function readConfiguration(stored: unknown, run: string): RunConfiguration {
  const parsed = schema.safeParse(stored);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(`run ${run} was started by another version of Evoke: its ${issue!.path.join('.')} is not as this one knows it; resume it with the version that began it`);
}

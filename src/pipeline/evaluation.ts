import type { Outcome, Program, Signature, Sizes, WorkloadSpec } from '../model/index.ts';

/**
 * What the main process asks of an evaluator, in this process or in a child: plain serialisable values, so that one day
 * an evaluator may stand on another machine.
 */

/** Everything an evaluator needs to know once. */
export interface EvaluatorSettings {
  readonly device: string;
  readonly signature: Signature;
  /** The unmodified kernel in the kernel language: the oracle of a kernel that names no operation. */
  readonly baseText: string;
  readonly baseline: Program;
  readonly workload: { readonly spec: WorkloadSpec; readonly directory: string };
  /** Values of the static symbols. */
  readonly fixed: Sizes;
  readonly seed: number;
  /** Whether a measured candidate's energy is measured too. */
  readonly energy?: boolean;
}

/**
 * `screen`: correct on fresh hostile inputs and the workload, then a first, cheap comparison with the baseline.
 * `promotion`: correct on the held-out inputs, then a thorough comparison with `against` on a held-out draw of the workload.
 * `confirm`: as promotion, against the baseline: the figure that is reported at the end.
 * `figure`: as promotion, until the interval is tight, verdict or not: figures that are reckoned with further.
 */
export type EvaluationKind = 'screen' | 'promotion' | 'confirm' | 'figure';

export interface EvaluationRequest {
  readonly task: 'evaluate';
  readonly kind: EvaluationKind;
  readonly program: Program;
  /** The incumbent of a promotion; the baseline elsewhere. */
  readonly against?: Program;
  /** Names the hostile inputs. */
  readonly generation: number;
  readonly noiseFloor: number;
  /** Names the program and its rival, and the stream that orders the pairs. */
  readonly key: string;
}

/**
 * Compares the baseline with itself, to see how far apart identical kernels seem here. Before that it goes through all
 * correctness gates, held-out inputs included; if it fails one, the reply is that outcome.
 */
export interface NoiseFloorRequest {
  readonly task: 'noise-floor';
  readonly stream: string;
}

export type Request = { readonly settings: EvaluatorSettings; readonly work: EvaluationRequest | NoiseFloorRequest };

export interface EvaluationReply {
  readonly task: 'evaluate';
  readonly outcome: Outcome;
}

export interface NoiseFloorReply {
  readonly task: 'noise-floor';
  readonly floor: number;
  /** Baseline time, in the device's unit. */
  readonly baseline: number;
  /** Least time that the bytes which must move can take; 0 where the operation is unknown. */
  readonly physicalFloor: number;
  /** The same on the held-out draw, on which everything after a first look is measured; absent where runs of before did not ask. */
  readonly heldOutFloor?: number | undefined;
  /** Of the baseline, in millijoules a launch; only where energy is an objective. */
  readonly energy?: number | undefined;
}

/** A mistake of the user's that only showed in a child. */
export interface MistakeReply {
  readonly task: 'mistake';
  readonly message: string;
}

export type Reply = EvaluationReply | NoiseFloorReply | MistakeReply;

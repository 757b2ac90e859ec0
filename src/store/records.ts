/**
 * What goes into the store and what comes out of it: plain readonly values, made of the shared types of `model/`.
 *
 * Two conventions. Times are ISO 8601 text in UTC, given by the caller: the store never reads a clock. Individuals are
 * numbered per arm from 0 (the unmodified kernel), evaluations per arm as the caller counts them.
 */
import type {
  DeviceInfo,
  Edit,
  EditId,
  Genome,
  Interval,
  Json,
  Location,
  Measurement,
  NodeId,
  Outcome,
  OutcomeKind,
  Signature,
  SourceKernel,
  WorkloadSpec,
} from '../model/index.ts';

/** Evolution itself, or the random search that it is compared with at equal budget. */
export type Arm = 'evolution' | 'random';

export type RunStatus = 'running' | 'finished' | 'interrupted' | 'failed';

export interface GitState {
  readonly commit: string;
  readonly dirty: boolean;
}

/** All that is known when a run starts. What `resume` needs is in here. */
export interface NewRun {
  readonly created: string;
  /** The whole configuration, defaults filled in. */
  readonly configuration: Json;
  readonly kernel: SourceKernel;
  readonly workload: WorkloadSpec;
  readonly device: DeviceInfo;
  /** Null outside a git checkout. */
  readonly git: GitState | null;
  readonly evokeVersion: string;
  readonly seed: number;
}

export interface RunEnd {
  readonly status: Exclude<RunStatus, 'running'>;
  readonly finished: string;
  /** Which stop rule, signal or error ended it. */
  readonly stopReason: string;
  readonly result: Json;
}

export interface StoredKernel {
  readonly name: string;
  readonly operation: string | null;
  readonly file: string;
  readonly text: string;
  /** Canonical hash. */
  readonly hash: string;
  readonly signature: Signature;
  /** Where each node of the unmodified kernel stands in `text`. */
  readonly locations: Readonly<Record<NodeId, Location>>;
}

/** A process that writes a run. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When it last gave a sign of life. */
  readonly heartbeat: string;
}

export interface StoredRun extends Omit<NewRun, 'kernel'> {
  readonly id: string;
  /** `running` only while its owner may be alive; a run whose process is gone reads as `interrupted`. */
  readonly status: RunStatus;
  readonly kernel: StoredKernel;
  readonly finished: string | null;
  readonly stopReason: string | null;
  readonly result: Json;
  readonly owner: Owner | null;
}

/** A mutant as the search made it; a `Candidate` of `search/` with its tree's hash is one. */
export interface NewIndividual {
  readonly number: number;
  readonly generation: number;
  readonly island: number;
  readonly genome: Genome;
  readonly parents: readonly number[];
  /** `kind`: seed, mutation, crossover, random …; `operators`: those that appended an edit, in order. */
  readonly made: { readonly kind: string; readonly operators: readonly string[] };
  /** Canonical hash of the mutated tree; null where no tree came of the genome. */
  readonly treeHash: string | null;
}

/** Why something was evaluated. `screen`: first look; `confirm`: again, longer; `promotion`: on the held-out set. */
export type EvaluationKind = 'screen' | 'confirm' | 'promotion' | 'noise-floor' | (string & {});

/** A finished evaluation, whatever came of it. */
export interface NewEvaluation {
  /** Place in the arm's sequence; unique within the arm. */
  readonly number: number;
  readonly kind: EvaluationKind;
  /** What was evaluated and in what context, as the pipeline names it: unique within arm and kind. */
  readonly key: string;
  /** Null where no mutant is meant, as for the noise floor. */
  readonly individual: number | null;
  /** The individual that it was timed beside; null: the unmodified kernel. */
  readonly against: number | null;
  readonly outcome: Outcome;
  /** Time spent on the device, in its unit. */
  readonly deviceTime: number;
  /** Wall time of the run when this was finished, over all its processes, ms. */
  readonly elapsedMs: number;
}

export interface NewGeneration {
  readonly number: number;
  /** The best living individual so far; null while there is none. */
  readonly best: { readonly individual: number; readonly speedup: number } | null;
  /** Numbers of the living, island after island. */
  readonly population: readonly (readonly number[])[];
  readonly evaluations: number;
  readonly elapsedMs: number;
  /** What the operator bandit knows at the end of the generation. */
  readonly credits: readonly OperatorCredit[];
}

export interface OperatorCredit {
  readonly operator: string;
  /** Times chosen so far. */
  readonly tried: number;
  /** Sum of rewards so far. */
  readonly credit: number;
}

/** An attempt to make an individual the incumbent, whether it held or not. */
export interface NewPromotion {
  readonly individual: number;
  /** The incumbent it challenged; null: the unmodified kernel. */
  readonly incumbent: number | null;
  /** Number of the evaluation that decided it. */
  readonly evaluation: number;
  readonly accepted: boolean;
  /** Against the incumbent. */
  readonly measurement: Measurement;
  /** What the held-out set said. */
  readonly heldOut: Json;
}

/** Names a program on a device: equal keys behave equally. */
export interface ProgramKey {
  /** Hash of the text with the sizes it is launched at. */
  readonly text: string;
  readonly device: string;
  readonly toolchain: string;
}

/** Outcomes that must not be provoked twice. */
export type KnownOutcome = Extract<Outcome, { readonly kind: 'timeout' | 'crashed' | 'out-of-memory' }>;

/** One line of `evoke runs`. `speedup`: of the last one promoted, as last measured against the unmodified kernel; null if none was. */
export interface RunLine {
  readonly id: string;
  readonly created: string;
  readonly finished: string | null;
  readonly status: RunStatus;
  readonly kernel: string;
  readonly operation: string | null;
  readonly workload: string;
  readonly device: string;
  /** True where figures are modelled, not measured. */
  readonly estimate: boolean;
  readonly seed: number;
  /** Mutants judged: what a budget counts. */
  readonly evaluations: number;
  readonly speedup: Interval | null;
  readonly stopReason: string | null;
}

export interface ArmSummary {
  readonly arm: Arm;
  readonly individuals: number;
  readonly evaluations: number;
  readonly generations: number;
  readonly edits: number;
  readonly outcomes: OutcomeCounts;
  readonly best: BestSoFar | null;
}

export interface RunSummary extends StoredRun {
  readonly arms: readonly ArmSummary[];
  readonly promotions: readonly NewPromotion[];
}

export type OutcomeCounts = Partial<Readonly<Record<OutcomeKind, number>>>;

/** An individual that was faster than all before it, measured against the unmodified kernel. */
export interface BestSoFar {
  readonly evaluation: number;
  readonly elapsedMs: number;
  readonly individual: number;
  readonly speedup: Interval;
}

export interface Ancestor {
  readonly number: number;
  readonly generation: number;
  readonly island: number;
  readonly made: NewIndividual['made'];
  readonly parents: readonly number[];
  readonly edits: number;
  /** Latest measurement of its tree against the unmodified kernel; null if there is none. */
  readonly speedup: Interval | null;
}

export interface StoredIndividual extends Omit<Ancestor, 'edits'> {
  readonly genome: Genome;
  readonly treeHash: string | null;
  readonly children: readonly number[];
  /** Its own evaluations in order; a twin of the same tree may hold the measurement instead. */
  readonly evaluations: readonly NewEvaluation[];
}

/** One edit of the best individual with its history. */
export interface SurvivingEdit {
  readonly position: number;
  readonly edit: Edit;
  /** Where in the kernel's text; for a node that another edit made, where that edit acted; null if unknown. */
  readonly at: Location | null;
  /** The first individual that carried it. */
  readonly born: {
    readonly individual: number;
    readonly generation: number;
    /** First evaluation of that individual or of a twin of the same tree; null if it had none. */
    readonly evaluation: number | null;
    readonly parents: readonly number[];
    readonly made: NewIndividual['made'];
  };
  /** How many individuals carried it, by generation of birth. */
  readonly carriers: readonly { readonly generation: number; readonly individuals: number }[];
  /** The first carrier's speed-up beside the best of its parents'; null where one was never measured. */
  readonly effect: { readonly child: number; readonly parent: number; readonly ratio: number } | null;
}

export type { EditId };

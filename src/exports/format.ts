import type { TypedKernel } from '../dialect/index.ts';
import type { Arguments, Capability, EditLine, Interval, Sizes, Verdict } from '../model/index.ts';

/** Where an exported kernel comes from and what is known of its speed: all that a reader needs to doubt or repeat it. */
export interface Provenance {
  /** The Evoke that made the package. */
  readonly evokeVersion: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** The kernel that evolution began with, and the hash of its tree. */
  readonly kernel?: { readonly name: string; readonly hash: string } | undefined;
  /** The run that found it; absent for a kernel file exported as it is. */
  readonly runId?: string | undefined;
  /** The Evoke that the run was made with. */
  readonly runVersion?: string | undefined;
  readonly device?: string | undefined;
  readonly hardware?: string | undefined;
  readonly toolchain?: string | undefined;
  readonly workload?: string | undefined;
  /** Every size of that workload. */
  readonly sizes?: Sizes | undefined;
  readonly seed?: number | undefined;
  /** How it was found to be right: what it was held against, and on what. */
  readonly verified?: string | undefined;
  /** Baseline / exported kernel; absent where nothing was measured. */
  readonly speedup?: Interval | undefined;
  readonly verdict?: Verdict | undefined;
  /** Share by which identical kernels seemed to differ (0.01 = 1 %). */
  readonly noiseFloor?: number | undefined;
  /** True where the speed-up is modelled, not measured. */
  readonly estimate?: boolean | undefined;
  /** What was done to the base kernel, in order; empty for the base itself. */
  readonly edits: readonly ExportedEdit[];
  /** State of the checkout that lies where the run was made; null outside one. */
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
}

/** An edit of the exported kernel, and what it needs of a device. */
export interface ExportedEdit extends EditLine {
  readonly requires?: readonly Capability[];
}

/** A small launch with its right answer, for the package to check itself by. */
export interface SelfCheckCase {
  readonly name: string;
  readonly sizes: Sizes;
  readonly arguments: Arguments;
  /** In float64, row-major. */
  readonly expected: ArrayLike<number>;
  /** How far each element may be off. */
  readonly allowed: ArrayLike<number>;
}

export interface ExportRequest {
  readonly format: string;
  readonly typed: TypedKernel;
  /** Text of the kernel that evolution began with. */
  readonly base: string;
  /** Values of the static symbols: compiled in. */
  readonly fixed: Sizes;
  /** Sizes that the kernel is meant for, those of its workload: where a benchmark of the package begins. */
  readonly sizes: Sizes;
  /** Folder to write. */
  readonly out: string;
  readonly provenance: Provenance;
  readonly checks: readonly SelfCheckCase[];
}

/** One kind of package: a name and the files it is made of. A new one is a folder here and a line in `index.ts`. */
export interface ExportFormat {
  readonly name: string;
  /** What of the language it can say beyond f32, i32 and bool. */
  readonly capabilities: readonly Capability[];
  /** Text by file name. UserError if the kernel is more than the format can say. */
  files(request: ExportRequest): Readonly<Record<string, string>>;
  /**
   * How a package checks itself: a command, run in its folder. Exit status: 0 all is right, 3 all is right that could be tried
   * here, anything else it is not right or could not be tried; what it prints says which.
   */
  selfCheck(): { readonly command: string; readonly arguments: readonly string[]; readonly environment: Readonly<Record<string, string>> };
}

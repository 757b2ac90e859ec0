import type { EditLine, Interval, Verdict } from '../model/index.ts';

/** What the commands that look back on a run say: printed with --json, rendered by `report/`. */

/** Where and on what figures were found. */
export interface Setting {
  readonly runId: string;
  readonly kernel: string;
  readonly workload: string;
  readonly device: string;
  readonly hardware: string;
  /** True where figures are modelled, not measured. */
  readonly estimate: boolean;
  /** Share by which identical kernels seemed to differ when this was measured. */
  readonly noiseFloor: number;
  readonly seed: number;
  /** Programs that were measured or died. */
  readonly evaluations: number;
}

/** An edit with its place in the genome and in the kernel's text (`line:column`). */
export interface PlacedEdit extends EditLine {
  readonly position: number;
  readonly where: string | null;
}

export interface MinimiseReport extends Setting {
  /** Share of the original's time that may be lost, in all. */
  readonly bound: number;
  readonly original: { readonly individual: number; readonly edits: number };
  readonly edits: readonly (PlacedEdit & {
    /** `inactive`: did nothing in the original; `neutral`: did something that the gain does not rest on. */
    readonly fate: 'inactive' | 'neutral' | 'needed';
    /** Of a needed one: speed-up of the minimised genome without it against the original, or what it dies of. */
    readonly without: Interval | { readonly dead: string } | null;
  })[];
  readonly minimised: {
    /** The original where no edit could go; null where the last measurement left a doubt, so that nothing was recorded. */
    readonly individual: number | null;
    readonly edits: readonly EditLine[];
    /** Measured once more, on held-out inputs: against the original, and against the unmodified kernel. */
    readonly againstOriginal: Interval;
    readonly speedup: Interval;
    readonly verdict: Verdict;
    readonly withinBound: boolean;
  };
  /** False where evaluations ran out before every single removal was tried. */
  readonly minimal: boolean;
}
